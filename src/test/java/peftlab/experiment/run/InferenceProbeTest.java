package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import peftlab.data.Example;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Pooling;
import peftlab.tensor.cpu.FusedCpuKernels;
import peftlab.train.BaseModel;
import peftlab.train.Session;
import peftlab.train.TestSettings;
import peftlab.train.TinyModel;
import peftlab.train.TrainSettings;
import peftlab.train.Trainer;

class InferenceProbeTest {
  private static final List<Example> NEUTRAL = TinyModel.rows(40, 2, 5);

  @Test
  void anUntrainedLoraHasNotMovedAndMerges() {
    Map<String, Double> measures = measure("lora", Map.of("rank", 2), trained -> {});
    assertThat(measures).containsOnlyKeys("drift", "latency_ms", "overhead", "merged_overhead");
    assertThat(measures.get("drift")).isZero();
    assertThat(measures.values()).allMatch(Double::isFinite);
    assertThat(measures.get("latency_ms")).isPositive();
  }

  @Test
  void aTrainedOneHasMoved() {
    List<Example> rows = TinyModel.rows(16, 2, 7);
    Map<String, Double> measures =
        measure(
            "lora",
            Map.of("rank", 2),
            session ->
                new Trainer(session.arena(), settings())
                    .fit(session.classifier(), rows, (step, steps, loss) -> {}));
    assertThat(measures.get("drift")).isBetween(1e-4, 10.0);
  }

  @Test
  void aPromptMovesTheStatesAndCannotBeMerged() {
    Map<String, Double> measures = measure("prompt", Map.of("length", 3), trained -> {});
    assertThat(measures).containsOnlyKeys("drift", "latency_ms", "overhead");
    assertThat(measures.get("drift")).isPositive();
  }

  private static Map<String, Double> measure(
      String id, Map<String, Object> hyper, Consumer<Session> training) {
    PeftMethod<?> method = PeftMethods.named(id);
    try (BaseModel base = TinyModel.load(TinyModel.TINY, Pooling.MEAN, new FusedCpuKernels(1));
        Session session =
            new Session(
                base,
                new FusedCpuKernels(1),
                method,
                Hyperparameters.resolve(method, hyper),
                settings(),
                2,
                20,
                null)) {
      training.accept(session);
      return new LatencyAndDrift(session, new LatencyAndDrift.Neutral(base.encoder(), NEUTRAL))
          .measure();
    }
  }

  private static TrainSettings settings() {
    return TestSettings.constant(
        1e-2, "batch: 8, steps: 20, clip: 1, max_length: 16, group_by_length: true");
  }
}
