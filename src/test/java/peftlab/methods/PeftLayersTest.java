package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.checkpoint.format.Safetensors;
import peftlab.checkpoint.format.TensorSource;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.method.StoredTensor;
import peftlab.nn.EncoderConfig;
import peftlab.nn.PackedTokens;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/** Outputs and gradients are those of Hugging Face PEFT; {@code peft_layers.py} made the file. */
class PeftLayersTest {
  private static final EncoderConfig CONFIG =
      new EncoderConfig(2, 16, 2, 32, 20, 12, 2, 1e-12, false);
  private static final PackedTokens TOKENS =
      SmallModel.tokens(
          new int[] {2, 7, 9, 11, 3}, new int[] {2, 4, 3}, new int[] {2, 19, 5, 6, 8, 12, 3});
  private static final List<String> ALL = List.of("query", "key", "value", "output", "up", "down");

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("rslora", "lora", Map.of("rank", 4, "alpha", 6, "scaling", "rank-stabilized")),
        Arguments.of("dora", "dora", Map.of("rank", 4, "alpha", 8)),
        Arguments.of("dora-all", "dora", Map.of("rank", 3, "alpha", 8, "targets", ALL)),
        Arguments.of("ia3", "ia3", Map.of("targets", List.of("key", "value", "output", "down"))),
        Arguments.of("vera", "vera", Map.of("rank", 6)),
        Arguments.of("vera-all", "vera", Map.of("rank", 5, "targets", ALL)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatPeftComputes(String name, String method, Map<String, Object> settings)
      throws URISyntaxException {
    Path path = Path.of(PeftLayersTest.class.getResource("peft-layers.safetensors").toURI());
    try (TensorSource file = Safetensors.open(path);
        SmallModel bench = SmallModel.of(CONFIG, (n, shape) -> file.values("base." + n, shape))) {
      AdaptContext context = bench.context(1, 0, null);
      Adaptation adaptation =
          restore(PeftMethods.named(method), context, settings, file, name + ".adapter.");
      try (Tape tape = new Tape(bench.arena(), true, 0)) {
        Tensor hidden = adaptation.encoder().forward(tape, TOKENS, adaptation.hooks(), 0).hidden();
        int rows = TOKENS.count();
        float[] expected = file.values(name + ".hidden", rows, CONFIG.width());
        assertThat(hidden.value().toFloats()).containsExactly(expected, within(2e-5f));

        int size = rows * CONFIG.width();
        float[] direction = file.values("direction", rows, CONFIG.width());
        tape.backward(hidden.reshape(1, size).linear(tape.constant(1, size, direction), null));
        List<StoredTensor> stored =
            adaptation.stored().stream()
                .filter(t -> file.names().contains(gradient(name, t)))
                .toList();
        assertThat(stored).hasSameSizeAs(adaptation.trainable());
        for (int i = 0; i < stored.size(); i++) {
          assertThat(adaptation.trainable().get(i).gradient().toFloats())
              .as(stored.get(i).name())
              .containsExactly(
                  file.values(gradient(name, stored.get(i)), stored.get(i).shape()), within(1e-4f));
        }
      }
    }
  }

  private static String gradient(String name, StoredTensor tensor) {
    return name + ".gradient." + tensor.name();
  }

  private static <H extends Record> Adaptation restore(
      PeftMethod<H> method,
      AdaptContext context,
      Map<String, Object> settings,
      TensorSource file,
      String prefix) {
    H hyper = Hyperparameters.resolve(method, settings);
    return method.restore(context, hyper, (name, shape) -> file.values(prefix + name, shape));
  }
}
