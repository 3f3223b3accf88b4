package peftlab.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.Records;
import peftlab.count.Architectures;
import peftlab.nn.EncoderConfig;

class FormulaTest {
  private static final EncoderConfig BASE =
      new EncoderConfig(12, 768, 12, 3072, 30522, 512, 2, 1e-12, true);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "2 + 3 · 4 - 6 / 2, 11",
    "(2 + 3) * 4, 20",
    "place = both ? 2 : 1, 2",
    "place = one ? 2 : place = both ? 7 : 1, 7",
    "count(targets) · rank, 16",
    "widestInput(targets) + 2 · widestOutput(targets), 4608",
    "ceil(rank / 3) + ceil(rank / 4), 5",
    "layers · pooler, 12",
    "flag ? width : 1, 1",
    "h · h where h = size = 0 ? width : size, 589824",
  })
  void hasTheUsualArithmetic(String text, long expected) {
    Map<String, Object> hyper =
        Map.of(
            "place",
            "BOTH",
            "targets",
            List.of("query", "down"),
            "rank",
            8,
            "flag",
            false,
            "size",
            0);
    assertThat(Formula.evaluate(text, BASE, hyper)).isEqualTo(expected);
  }

  @Test
  void aHyperparameterComesBeforeTheModelsSizeOfThatName() {
    assertThat(Formula.evaluate("layers + model.layers", BASE, Map.of("layers", 6))).isEqualTo(18);
  }

  @Test
  void unknownNamesAndLeftoversAreErrors() {
    for (String text : List.of("ranks", "2 +", "(1", "1x", "1 1", "width / 7", "count(width)")) {
      assertThatThrownBy(() -> Formula.evaluate(text, BASE, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(text);
    }
  }

  /** LLaMA-7B's wide matrices: A has as many columns as the widest input, B as many rows. */
  @Test
  void veraStoresItsPairInTheLargestAdaptedShape() {
    PeftMethod<?> vera = PeftMethods.named("vera");
    assertThat(
            Formula.evaluate(
                MethodCard.of(vera).stored(),
                Architectures.open("llama-7b"),
                Records.plain(
                    Hyperparameters.resolve(vera, Map.of("targets", List.of("up", "down"))))))
        .isEqualTo(6_135_808);
  }

  @Test
  void endlessNestingIsAnError() {
    assertThatThrownBy(() -> Formula.evaluate("(".repeat(1 << 20), BASE, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested");
  }

  /** Figures that papers print for BERT-base, RoBERTa-base and RoBERTa-large. */
  @ParameterizedTest
  @CsvSource({"lora, 294912", "bitfit, 102912", "head, 0"})
  void cardsGiveThePublishedFigures(String id, long published) {
    PeftMethod<?> method = PeftMethods.named(id);
    assertThat(
            Formula.evaluate(
                MethodCard.of(method).parameters(),
                BASE,
                Records.plain(Hyperparameters.resolve(method, Map.of()))))
        .isEqualTo(published);
  }
}
