package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.method.Adaptation;
import peftlab.nn.EncoderConfig;
import peftlab.tensor.Parameter;

/** Counts that papers and official implementations report, at the sizes they report them for. */
class PublishedCountsTest {
  private static final EncoderConfig BASE = sizes(12, 768, 3072, false);
  private static final EncoderConfig LARGE = sizes(24, 1024, 4096, false);

  private static EncoderConfig sizes(int layers, int width, int feedForward, boolean pooler) {
    return new EncoderConfig(layers, width, width / 64, feedForward, 30522, 512, 2, 1e-12, pooler);
  }

  private static long count(EncoderConfig config, String method, Map<String, Object> settings) {
    try (SmallModel bench = SmallModel.phantom(config)) {
      return trained(bench.adapt(method, settings));
    }
  }

  private static long trained(Adaptation adaptation) {
    return adaptation.trainable().stream().mapToLong(Parameter::count).sum();
  }

  @Test
  void lora() {
    assertThat(count(BASE, "lora", Map.of("rank", 8))).isEqualTo(294_912);
  }

  @Test
  void adapters() {
    Map<String, Object> houlsby = Map.of("bottleneck", 64, "placement", "houlsby");
    assertThat(count(BASE, "adapter", houlsby)).isEqualTo(2_379_264);
    assertThat(count(BASE, "adapter", Map.of("bottleneck", 64, "norms", true)))
        .isEqualTo(2_417_664);
    assertThat(count(LARGE, "adapter", Map.of("bottleneck", 8))).isEqualTo(835_968);
    assertThat(count(LARGE, "adapter", Map.of("bottleneck", 64, "placement", "pfeiffer")))
        .isEqualTo(3_171_840);
    assertThat(count(LARGE, "adapter", Map.of("bottleneck", 16, "placement", "pfeiffer")))
        .isEqualTo(811_392);
  }

  @Test
  void prompts() {
    assertThat(count(sizes(1, 4096, 1, false), "prompt", Map.of("length", 100))).isEqualTo(409_600);
    assertThat(count(sizes(1, 3072, 1, false), "p-tuning", Map.of("length", 20)))
        .isEqualTo(28_382_208);
    Map<String, Object> lstm = Map.of("length", 100, "encoder", "lstm", "hidden", 768);
    assertThat(count(sizes(1, 4096, 1, false), "p-tuning", lstm)).isEqualTo(53_130_752);
  }

  @Test
  void deepPrompts() {
    assertThat(count(BASE, "p-tuning-v2", Map.of("length", 20))).isEqualTo(368_640);
    assertThat(count(BASE, "prefix", Map.of("length", 20))).isEqualTo(368_640);
    Map<String, Object> projected = Map.of("length", 32, "projection", true, "hidden", 512);
    assertThat(count(sizes(32, 1024, 1, false), "prefix", projected)).isEqualTo(34_177_536);
  }

  @Test
  void onlyTheProductOfAReparameterisationIsStored() {
    try (SmallModel bench = SmallModel.phantom(BASE)) {
      Adaptation prefix = bench.adapt("prefix", Map.of("length", 20, "projection", true));
      assertThat(prefix.stored())
          .singleElement()
          .satisfies(
              t -> {
                assertThat(t.name()).isEqualTo("prompt_embeddings");
                assertThat(t.shape()).containsExactly(20, 2 * 12 * 768);
              });
      Adaptation prompt = bench.adapt("p-tuning", Map.of("length", 20));
      assertThat(prompt.stored())
          .singleElement()
          .satisfies(
              t -> {
                assertThat(t.name()).isEqualTo("prompt_embeddings");
                assertThat(t.shape()).containsExactly(20, 768);
              });
    }
  }

  @Test
  void biasesAndAsManyRandomWeights() {
    for (String method : List.of("bitfit", "random-subset")) {
      assertThat(count(BASE.withPooler(true), method, Map.of())).isEqualTo(102_912);
      assertThat(count(LARGE.withPooler(true), method, Map.of())).isEqualTo(272_384);
    }
  }

  @Test
  void loraDashAddsItsDirections() {
    Map<String, Object> settings =
        Map.of("directions", 8, "targets", List.of("query", "key", "value", "up", "down"));
    try (SmallModel bench = SmallModel.phantom(sizes(32, 64, 128, false))) {
      Adaptation dash = bench.adapt("lora-dash", settings);
      long lora = trained(dash);
      for (int step = 1; step <= 10; step++) {
        dash.stepped(step);
      }
      assertThat(trained(dash) - lora).isEqualTo(1_280);
    }
  }

  @Test
  void vectorsOnly() {
    assertThat(count(BASE, "vera", Map.of("rank", 1024))).isEqualTo(43_008);
    assertThat(count(BASE, "ia3", Map.of())).isEqualTo(55_296);
  }

  @Test
  void distilBert() {
    assertThat(count(BASE, "distillation", Map.of("layers", 6))).isEqualTo(66_362_880);
  }
}
