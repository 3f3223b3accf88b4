package peftlab.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.InputException;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Architecture;
import peftlab.tensor.MemoryCategory;

class CostsTest {
  private static final Costs.Step STEP = new Costs.Step(2, 2, 16, 32);

  /** Figures that papers print, and their exact values: model, method, settings, trained. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roberta-base  | lora    | rank: 8                                         | 294912",
        "roberta-large | lora    | rank: 8                                         | 786432",
        "bert-base     | adapter | bottleneck: 64                                  | 2379264",
        "bert-base     | adapter | {bottleneck: 64, norms: true}                   | 2417664",
        "bert-large    | adapter | bottleneck: 8                                   | 835968",
        "bert-large    | adapter | {bottleneck: 64, placement: pfeiffer}           | 3171840",
        "bert-large    | adapter | {bottleneck: 16, placement: pfeiffer}           | 811392",
        "llama-7b      | prompt  | length: 100                                     | 409600",
        "bert-base     | prefix  | length: 20                                      | 368640",
        "bert-base     | p-tuning-v2 | length: 20                                  | 368640",
        "llama3-8b     | prefix  | {length: 32, projection: true, hidden: 512}     | 34177536",
        "llama-7b      | p-tuning | {length: 100, encoder: lstm, hidden: 768}      | 53130752",
        "bert-base     | bitfit  | {}                                              | 102912",
        "bert-large    | bitfit  | {}                                              | 272384",
        "gpt3-175b     | lora    | rank: 1                                         | 4718592",
        "gpt3-175b     | lora    | rank: 8                                         | 37748736",
        "gpt3-175b     | adapter | bottleneck: 1                                   | 7078080",
        "gpt3-175b     | adapter | bottleneck: 8                                   | 40109568",
        "gpt3-175b     | prompt  | length: 264                                     | 3244032",
        "gpt3-175b     | prefix  | length: 8                                       | 18874368",
        "gpt2-medium   | lora    | rank: 4                                         | 393216",
      })
  void trainsWhatPapersPrint(String model, String method, String settings, long trained)
      throws JsonProcessingException {
    assertThat(costs(model, method, settings).trained().total()).isEqualTo(trained);
  }

  @Test
  void pTuningOfWidth3072() {
    Architecture wide = Architectures.bert(1, 3072, 24, 12288, 1000, 512, 2, false);
    Map<String, Object> settings = Map.of("length", 20, "encoder", "mlp");
    Costs costs = Costs.of(wide, PeftMethods.named("p-tuning"), settings, STEP);
    assertThat(costs.trained().total()).isEqualTo(28_382_208);
    assertThat(costs.stored()).isEqualTo(20 * 3072);
  }

  @Test
  void biasesOfGpt3AreElevenWidthsALayerAndOneOutside() throws JsonProcessingException {
    Costs costs = costs("gpt3-175b", "bitfit", "{}");
    assertThat(costs.trained().layers()).isEqualTo(11L * 12288 * 96).isEqualTo(12_976_128);
    assertThat(costs.trained().outside()).isEqualTo(12288);
  }

  @Test
  void loraDashTrainsANumberForEachDirection() throws JsonProcessingException {
    String targets = "targets: [query, key, value, up, down]";
    long lora = costs("llama-7b", "lora", "{" + targets + "}").trained().total();
    Costs dash = costs("llama-7b", "lora-dash", "{directions: 8, " + targets + "}");
    assertThat(dash.trained().total() - lora).isEqualTo(1280);
  }

  @Test
  void theStudentOfBertIsDistilBert() {
    Architecture bert =
        Architecture.of(Architectures.open("bert-base").encoder().orElseThrow().withPooler(false));
    Costs costs = Costs.of(bert, PeftMethods.named("distillation"), Map.of(), STEP);
    assertThat(costs.trained().total()).isEqualTo(66_362_880);
  }

  @ParameterizedTest
  @CsvSource({
    "bert-base, 109482240",
    "bert-large, 335141888",
    "roberta-base, 124645632",
    "roberta-large, 355359744",
    "gpt2, 124439808",
    "gpt2-medium, 354823168",
    "gpt2-large, 774030080",
    "gpt3-175b, 174604259328",
    "llama-7b, 6738415616",
    "llama3.2-3b, 3212749824",
    "llama3-8b, 8030261248",
    "minilm, 22565376",
  })
  void modelsHaveTheirSize(String model, long total) {
    assertThat(Architectures.open(model).total()).isEqualTo(total);
  }

  static Stream<String> methods() {
    return PeftMethods.all().keySet().stream();
  }

  /** The formula, which counts what no encoder can stand for, agrees with the code that trains. */
  @ParameterizedTest
  @MethodSource("methods")
  void codeAndFormulaAgree(String id) {
    PeftMethod<?> method = PeftMethods.named(id);
    for (String model : List.of("bert-base", "roberta-large")) {
      for (Map<String, Object> settings : MethodCard.of(method).variants()) {
        agree(Architectures.open(model), method, settings);
      }
      agree(Architectures.open(model), method, Map.of());
    }
  }

  private static void agree(Architecture model, PeftMethod<?> method, Map<String, Object> some) {
    Map<String, Object> hyper = HyperparametersOnAnyModel.resolve(model, method, some);
    Costs code = Costs.of(model, method, some, STEP);
    Costs formula = FormulaCosts.of(model, method, hyper, STEP);
    assertThat(formula.trained().total()).as("trained").isEqualTo(code.trained().total());
    assertThat(formula.stored()).as("stored").isEqualTo(code.stored());
    assertThat(formula.base().total()).as("base").isEqualTo(code.base().total());
    for (MemoryCategory category :
        Set.of(MemoryCategory.TRAINED, MemoryCategory.GRADIENTS, MemoryCategory.OPTIMIZER)) {
      assertThat(withTeacher(model, method, category, formula.memory().get(category)))
          .as(category.name())
          .isEqualTo(code.memory().get(category));
    }
  }

  /** The formula counts a student; its teacher stays in memory, after gradients and moments. */
  private static long withTeacher(
      Architecture model, PeftMethod<?> method, MemoryCategory category, long student) {
    if (!method.id().equals("distillation")) {
      return student;
    }
    long teacher =
        FormulaCosts.of(model, PeftMethods.named("full"), Map.of(), STEP).memory().get(category);
    return category == MemoryCategory.TRAINED ? student + teacher : Math.max(student, teacher);
  }

  @Test
  void theBoundOfActivationsIsNearWhatFullFineTuningTakes() {
    Costs.Step step = new Costs.Step(2, 8, 128, 32);
    Architecture model = Architectures.open("bert-base");
    Costs code = Costs.of(model, PeftMethods.named("full"), Map.of(), step);
    double bound = 4.0 * FormulaCosts.activations(model, step);
    assertThat(code.memory().get(MemoryCategory.ACTIVATIONS) / bound).isCloseTo(1, within(0.25));
  }

  @Test
  void sixteenBitsTakeHalf() {
    Architecture model = Architectures.open("bert-base");
    PeftMethod<?> lora = PeftMethods.named("lora");
    Costs whole = Costs.of(model, lora, Map.of(), STEP);
    Costs half = Costs.of(model, lora, Map.of(), new Costs.Step(2, 2, 16, 16));
    assertThat(half.bytes()).isEqualTo(whole.bytes() / 2);
  }

  @Test
  void matricesThatBertHasNotCanBeTargets() throws JsonProcessingException {
    assertThat(costs("llama-7b", "lora", "{rank: 1, targets: [gate]}").trained().total())
        .isEqualTo(32 * (4096 + 11008));
    assertThat(costs("gpt2", "lora", "{rank: 1, targets: [qkv]}").trained().total())
        .isEqualTo(12 * 4 * 768);
    assertThatThrownBy(() -> costs("gpt2", "lora", "{targets: [gate]}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("gate");
  }

  @Test
  void whatHoldsForBertAloneIsRefusedElsewhere() {
    assertThatThrownBy(() -> costs("gpt3-175b", "distillation", "{}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("method 'distillation' cannot be counted on this model");
  }

  @Test
  void tooManyPositionsAreRefused() {
    assertThatThrownBy(() -> costs("bert-base", "prompt", "length: 500"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("512 positions");
  }

  private static Costs costs(String model, String method, String settings)
      throws JsonProcessingException {
    Map<String, Object> read = new YAMLMapper().readValue(settings, new TypeReference<>() {});
    return Costs.of(Architectures.open(model), PeftMethods.named(method), read, STEP);
  }
}
