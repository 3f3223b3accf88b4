package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.Resources;
import peftlab.checkpoint.Models;
import peftlab.experiment.plan.Grid;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.spec.Experiment;
import peftlab.tensor.backend.Backend;

class DryRunTest {
  @TempDir Path folder;

  @Test
  void whatIsPredictedIsWhatIsThen() {
    Experiment experiment =
        Fakes.experiment(
            folder,
            """
            title: t
            model: %s
            train: {rows: 48}
            eval: {rows: 16}
            settings: {steps: 8, batch: 8, threads: 1}
            lr: 1e-3
            methods:
              - {method: full}
              - {method: bitfit}
              - {method: lora, rank: 2}
              - {method: lora-dash, rank: 2, directions: 2}
              - {method: prefix, length: 3}
              - {method: adapter, bottleneck: 3}
              - {method: distillation}
            """
                .formatted(Resources.path("parity-mini/checkpoint")));
    try (SharedInputs workbench = new SharedInputs(new Models(line -> {}), Backend.FUSED)) {
      Predictor predictor = new DryRun(workbench, 1e9);
      TrialRunner runner = new TrainingRunner(workbench, predictor, Map.of(), false, 0);
      for (TrialGroup group : new Grid(workbench, predictor).expand(experiment, 1)) {
        for (Trial trial : group.finals(1e-3)) {
          Predictor.Prediction predicted = predictor.predict(trial);
          TrialResult result = runner.run(trial, (step, steps, loss) -> {}).result();
          assertThat(result.status()).as(trial.method()).isEqualTo(TrialResult.Status.OK);
          assertThat(predicted.trained()).as(trial.method()).isEqualTo(result.counts().trained());
          assertThat(predicted.head()).isEqualTo(result.counts().head());
          assertThat(predicted.seconds()).isPositive();
          assertThat(predicted.memory().get("frozen"))
              .as(trial.method())
              .isEqualTo(result.memory().get("frozen"));
          if (!trial.method().equals("lora-dash")) {
            assertThat(predicted.memory()).as(trial.method()).isEqualTo(result.memory());
          }
        }
      }
    }
  }
}
