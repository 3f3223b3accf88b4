package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static peftlab.methods.Law.base;
import static peftlab.methods.Law.constant;
import static peftlab.methods.Law.normal;
import static peftlab.methods.Law.truncated;
import static peftlab.methods.Law.uniform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.Records;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.method.StoredTensor;
import peftlab.nn.EncoderConfig;
import peftlab.tensor.Parameter;
import peftlab.train.Head;

/**
 * How every tensor of every method is drawn, for every value of every option: the parity runs load
 * their first values and so say nothing of it.
 */
class StartsTest {
  private static final EncoderConfig SIZES =
      new EncoderConfig(2, 48, 4, 80, 500, 128, 2, 1e-12, false);

  /**
   * What a tensor starts as.
   *
   * @param method that has it
   * @param setting that a form must have, as {@code key=value}; empty where all forms do alike
   * @param tensor regular expression for its name
   */
  private record Rule(String method, String setting, String tensor, Law law) {
    boolean fits(String ofMethod, Map<String, Object> settings, String name) {
      return method.equals(ofMethod) && holds(settings) && name.matches(".*" + tensor);
    }

    private boolean holds(Map<String, Object> settings) {
      return setting.isEmpty()
          || settings.entrySet().stream()
              .anyMatch(e -> setting.equals(e.getKey() + "=" + text(e.getValue())));
    }
  }

  /** The first that fits counts. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("full", "", "", base()),
          new Rule("bitfit", "", "", base()),
          new Rule("lora", "init=kaiming", "lora_A.weight", uniform(t -> root(t.columns()))),
          new Rule("lora", "init=gaussian", "lora_A.weight", normal(t -> 1.0 / t.rows())),
          new Rule("lora", "", "lora_B.weight", constant(0)),
          new Rule("lora", "bias=all", "bias", base()),
          new Rule("dora", "", "lora_A.weight", uniform(t -> root(t.columns()))),
          new Rule("dora", "", "lora_B.weight", constant(0)),
          new Rule("dora", "", "lora_magnitude_vector.*", Law.rowNorms()),
          new Rule("lora-dash", "", "lora_A.weight", uniform(t -> root(t.columns()))),
          new Rule("lora-dash", "", "lora_B.weight", constant(0)),
          new Rule("ia3", "", "ia3_l", constant(1)),
          new Rule("vera", "initial=0.1", "vera_lambda_d", constant(0.1)),
          new Rule("vera", "", "vera_lambda_b", constant(0)),
          new Rule("vera", "", "vera_A", uniform(t -> Math.sqrt(6.0 / t.columns()))),
          new Rule("vera", "", "vera_B", uniform(t -> Math.sqrt(6.0 / t.columns()))),
          new Rule("adapter", "", "LayerNorm.(weight|bias)", base()),
          new Rule("adapter", "", "adapter.(down|up).bias", constant(0)),
          new Rule("adapter", "placement=houlsby", "(down|up).weight", truncated(t -> 1e-3)),
          new Rule("adapter", "placement=pfeiffer", "(down|up).weight", truncated(t -> 1e-3)),
          new Rule("adapter", "placement=parallel", "down.weight", uniform(t -> root(48))),
          new Rule("adapter", "placement=parallel", "up.weight", constant(0)),
          new Rule("prefix", "", "embedding.weight", normal(t -> 1)),
          new Rule("prefix", "", "transform.*", uniform(t -> root(t.inputs()))),
          new Rule("p-tuning-v2", "init=official", "(embedding|transform.*).weight", bert()),
          new Rule("p-tuning-v2", "init=official", "transform.*bias", constant(0)),
          new Rule("p-tuning-v2", "init=peft", "embedding.weight", normal(t -> 1)),
          new Rule("p-tuning-v2", "init=peft", "transform.*", uniform(t -> root(t.inputs()))),
          new Rule("prompt", "init=random", "embedding.weight", uniform(t -> 0.5)),
          new Rule("prompt", "", "embedding.weight", Law.rowsOfEmbeddings()),
          new Rule("p-tuning", "", "embedding.weight", normal(t -> 1)),
          new Rule("p-tuning", "", "lstm_head.*", uniform(t -> root(t.rows() / 4))),
          new Rule("p-tuning", "", "mlp_head.*", uniform(t -> root(t.inputs()))),
          new Rule("random-subset", "", "", Law.elementsOfProjections()),
          new Rule("distillation", "", "position_embeddings.weight", Law.positionsWithType()),
          new Rule("distillation", "", "", base()));

  private static double root(int inputs) {
    return 1 / Math.sqrt(inputs);
  }

  private static Law bert() {
    return normal(t -> 0.02);
  }

  /** Each method's defaults, its card's variants, and what values of options those leave out. */
  static Stream<Arguments> forms() {
    List<Arguments> all = new ArrayList<>();
    for (PeftMethod<?> method : PeftMethods.all().values()) {
      List<Map<String, Object>> forms = new ArrayList<>(List.of(Map.of()));
      forms.addAll(MethodCard.of(method).variants());
      for (var option : method.hyperparameters().getRecordComponents()) {
        for (Object value : values(option.getType())) {
          Map<String, Object> form = Map.of(Records.key(option), value);
          if (forms.stream().noneMatch(other -> says(method, other, form))) {
            forms.add(form);
          }
        }
      }
      forms.forEach(form -> all.add(Arguments.of(method.id(), form)));
    }
    return all.stream();
  }

  private static List<Object> values(Class<?> type) {
    if (type == boolean.class) {
      return List.of(true, false);
    }
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants()).map(c -> (Object) text(c)).toList()
        : List.of();
  }

  private static String text(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean says(
      PeftMethod<?> method, Map<String, Object> form, Map<String, Object> option) {
    SortedMap<String, Object> all = Records.plain(Hyperparameters.resolve(method, form));
    return option.entrySet().stream()
        .allMatch(e -> text(e.getValue()).equals(text(all.get(e.getKey()))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("forms")
  void everyTensorStartsAsItShould(String id, Map<String, Object> form) {
    check(id, form);
  }

  /** Checks a form; returns the rules that spoke of it. */
  private static Set<Rule> check(String id, Map<String, Object> form) {
    Map<String, Object> settings =
        Records.plain(Hyperparameters.resolve(PeftMethods.named(id), form));
    try (SmallModel bench = SmallModel.random(SIZES)) {
      Adaptation adaptation = bench.adapt(id, form);
      Map<Rule, List<Law.Drawn>> byRule = new LinkedHashMap<>();
      for (Law.Drawn tensor : drawn(adaptation)) {
        Rule rule =
            RULES.stream()
                .filter(r -> r.fits(id, settings, tensor.name()))
                .findFirst()
                .orElseThrow(
                    () -> new AssertionError("no rule says how " + tensor.name() + " starts"));
        byRule.computeIfAbsent(rule, r -> new ArrayList<>()).add(tensor);
      }
      byRule.forEach((rule, tensors) -> rule.law().check(bench.encoder(), tensors));
      return byRule.keySet();
    }
  }

  /** What a method made: all that it trains, and what it draws and freezes. */
  private static List<Law.Drawn> drawn(Adaptation adaptation) {
    Map<String, Parameter> trained = new LinkedHashMap<>();
    adaptation.trainable().forEach(p -> trained.put(p.name(), p));
    List<Law.Drawn> all = new ArrayList<>();
    trained.forEach(
        (name, p) -> {
          Parameter weight = trained.get(name.replaceAll("bias$", "weight"));
          int inputs = weight == null ? p.columns() : weight.columns();
          all.add(
              new Law.Drawn(
                  name,
                  (int) p.shape()[0],
                  (int) p.shape()[p.shape().length - 1],
                  inputs,
                  p.value().toFloats()));
        });
    for (StoredTensor stored : adaptation.stored()) {
      if (stored.name().startsWith("base_model.vera_")) {
        int columns = (int) stored.shape()[1];
        float[] values = stored.value().toFloats();
        all.add(new Law.Drawn(stored.name(), values.length / columns, columns, columns, values));
      }
    }
    return all;
  }

  @Test
  void aSettingOfVeRaIsTheFirstValue() {
    try (SmallModel bench = SmallModel.random(SIZES)) {
      assertThat(bench.adapt("vera", Map.of("initial", 0.5)).trainable().get(0).value().toFloats())
          .containsOnly(0.5f);
    }
  }

  @Test
  void theHeadStartsAsBertDrawsLinearLayers() {
    try (SmallModel bench = SmallModel.random(SIZES)) {
      Head head = Head.create(bench.context(1, 1, null), 60);
      float[] weight = head.weight().value().toFloats();
      bert().check(bench.encoder(), List.of(new Law.Drawn("head.weight", 60, 48, 48, weight)));
      assertThat(head.bias().value().toFloats()).containsOnly(0);
    }
  }

  @Test
  void aPromptsTokensComeFromTheWholeVocabulary() {
    try (SmallModel bench = SmallModel.random(SIZES)) {
      float[] values =
          bench.adapt("prompt", Map.of("length", 100)).trainable().get(0).value().toFloats();
      int[] ids = Law.ids(bench.encoder(), values);
      assertEven(Arrays.stream(ids).mapToDouble(id -> (id + 0.5) / 500).toArray());
      assertThat(Arrays.stream(ids).distinct().count()).isGreaterThan(80);
    }
  }

  @Test
  void aTextsTokensAreTakenInTheirOrderAndRepeated() {
    try (SmallModel bench = SmallModel.random(SIZES)) {
      Map<String, Object> settings = Map.of("length", 5, "init", "text", "text", "dab");
      float[] values = bench.adapt("prompt", settings).trainable().get(0).value().toFloats();
      assertThat(Law.ids(bench.encoder(), values)).containsExactly(7, 4, 5, 7, 4);
    }
  }

  @Test
  void aRandomSubsetComesFromAllProjections() {
    try (SmallModel bench = SmallModel.random(SIZES)) {
      Adaptation adaptation = bench.adapt("random-subset", Map.of());
      assertEven(Law.placesOfSubset(bench.encoder(), adaptation.stored()));
    }
  }

  /** Numbers in (0, 1) that lie evenly: mean, spread and both ends. */
  private static void assertEven(double[] places) {
    int n = places.length;
    double mean = Arrays.stream(places).average().orElseThrow();
    double squares = Arrays.stream(places).map(x -> (x - 0.5) * (x - 0.5)).sum() / n;
    assertThat(mean).isCloseTo(0.5, within(4 / Math.sqrt(12.0 * n)));
    assertThat(Math.sqrt(squares)).isCloseTo(Math.sqrt(1 / 12.0), within(0.6 / Math.sqrt(n)));
    assertThat(Arrays.stream(places).min().orElseThrow()).isLessThan(8.0 / n);
    assertThat(Arrays.stream(places).max().orElseThrow()).isGreaterThan(1 - 8.0 / n);
  }

  /** A rule that no form reaches would say nothing. */
  @Test
  void everyRuleIsReached() {
    Set<Rule> used = new HashSet<>();
    forms().forEach(form -> used.addAll(check(id(form), settings(form))));
    assertThat(RULES.stream().filter(rule -> !used.contains(rule))).isEmpty();
  }

  private static String id(Arguments form) {
    return (String) form.get()[0];
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> settings(Arguments form) {
    return (Map<String, Object>) form.get()[1];
  }
}
