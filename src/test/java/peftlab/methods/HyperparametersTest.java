package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes no sense is refused in one line that says what would. */
class HyperparametersTest {
  static Stream<Arguments> nonsense() {
    return Stream.of(
        of("lora", "rank", 0, "rank must be at least 1, not 0"),
        of(
            "lora",
            "rank",
            13,
            "rank 13 is above 12, the full rank of encoder.layer.0.attention.self.query"),
        of("lora", "rank", 1.5, "rank must be a whole number, not 1.5"),
        of("lora", "rank", "four", "rank must be a whole number, not four"),
        of("lora", "alpha", "big", "alpha must be a number, not big"),
        of("adapter", "norms", "some", "norms must be true or false, not some"),
        of("lora", "alpha", -1, "alpha must be positive, not -1.0"),
        of("lora", "targets", List.of(), "targets must name at least one"),
        of(
            "lora",
            "targets",
            List.of("querry"),
            "targets must be a list, each one of query, key, value, output, up, down, not"
                + " [querry]"),
        of("lora", "dropout", 1, "dropout must be in [0, 1), not 1.0"),
        of("lora", "scaling", "big", "scaling must be one of standard, rank-stabilized, not big"),
        of("lora", "rnk", 1, "method 'lora' has no hyperparameter 'rnk'"),
        of("dora", "rank", 0, "rank must be at least 1, not 0"),
        of("ia3", "targets", List.of(), "targets must name at least one"),
        of("vera", "initial", 0, "initial must be positive, not 0.0"),
        of("adapter", "bottleneck", 0, "bottleneck must be at least 1, not 0"),
        of(
            "adapter",
            "placement",
            "inside",
            "placement must be one of houlsby, pfeiffer, parallel, not inside"),
        of(
            "adapter",
            "activation",
            "swish",
            "activation must be one of gelu, relu, tanh, sigmoid, not swish"),
        of("prefix", "length", -3, "length must be at least 1, not -3"),
        of("prefix", "length", 40, "length 40 leaves no position to the text: the model has 40"),
        of("p-tuning-v2", "dropout", -0.1, "dropout must be in [0, 1), not -0.1"),
        of("prompt", "length", 41, "length 41 leaves no position to the text: the model has 40"),
        of("prompt", "init", "text", "init text needs a text"),
        of("p-tuning", "hidden", -1, "hidden must be at least 0, not -1"),
        of("p-tuning", "template", List.of(1, 2), "template places 2 vectors, but length is 20"),
        of("lora-dash", "directions", 13, "directions 13 is above 12, the full rank"),
        of(
            "lora-dash",
            "prelaunch",
            2.5,
            "prelaunch must be whole steps or a share of the run below 1, not 2.5"),
        of("distillation", "layers", 3, "layers 3 is above the 2 of the model"),
        of("distillation", "temperature", 0, "temperature must be positive, not 0.0"));
  }

  private static Arguments of(String method, String name, Object value, String message) {
    return Arguments.of(method, name, value, message);
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void isRefused(String method, String name, Object value, String message) {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      assertThatThrownBy(() -> bench.adapt(method, Map.of(name, value)))
          .hasMessageContaining(message)
          .extracting(Throwable::getMessage)
          .asString()
          .hasLineCount(1);
    }
  }
}
