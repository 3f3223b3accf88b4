package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** A distilled student's row holds what its teacher cost, and how good the teacher was. */
class TeacherCostsTest {
  private static final double STUDENTS = 1e-3;

  @TempDir Path folder;

  private List<TrialResult> run(String methods) {
    Experiment experiment =
        Fakes.experiment(
            folder,
            """
            title: t
            model: %s
            train: {rows: 48}
            eval: {rows: 16}
            settings: {steps: 6, batch: 8, threads: 1, dropout: 0}
            lr: %s
            methods:
            %s
            """
                .formatted(Resources.path("parity-mini/checkpoint"), STUDENTS, methods));
    List<TrialResult> results = new ArrayList<>();
    try (SharedInputs workbench = new SharedInputs(new Models(line -> {}), Backend.FUSED)) {
      Predictor predictor = new DryRun(workbench, 1e9);
      TrialRunner runner = new TrainingRunner(workbench, predictor, Map.of(), false, 0);
      for (TrialGroup group : new Grid(workbench, predictor).expand(experiment, 1)) {
        for (Trial trial : group.finals(group.template().settings().lr())) {
          results.add(runner.run(trial, (step, steps, loss) -> {}).result());
        }
      }
    }
    return results;
  }

  /** All layers: then a student is as large as its teacher, token types aside. */
  @Test
  void aStudentsMemoryHoldsItsTeachers() {
    List<TrialResult> results =
        run(
            """
              - {method: full}
              - {method: distillation, layers: 2}
              - {method: distillation, layers: 2, soft: 0, cosine: 0, task: 1}
            """);
    TrialResult full = results.get(0);
    TrialResult taught = results.get(1);
    TrialResult alone = results.get(2);
    assertThat(taught.memory()).isEqualTo(taught.predictedMemory());
    assertThat(taught.memory().get("frozen")).isEqualTo(full.memory().get("frozen"));
    assertThat(taught.memory().get("trained"))
        .isEqualTo(alone.memory().get("trained") + full.memory().get("trained"));
    for (String training : List.of("gradients", "optimizer")) {
      assertThat(taught.memory().get(training))
          .isEqualTo(Math.max(alone.memory().get(training), full.memory().get(training)));
    }
    assertThat(taught.memory().get("activations")).isGreaterThan(alone.memory().get("activations"));
    assertThat(alone.timing().teacherSeconds()).isZero();
    assertThat(alone.extras()).doesNotContainKey("teacher_accuracy");
    assertThat(taught.lacksTeachersMemory()).isFalse();
  }

  @Test
  void aTeacherHasItsOwnRateAndItsScoreIsKept() {
    List<TrialResult> results =
        run(
            """
              - {method: full, lr: [3e-3, %s]}
              - {method: distillation, teacher_lr: 3e-3}
              - {method: distillation, teacher_lr: 0}
            """
                .formatted(STUDENTS));
    double own = results.get(2).extras().get("teacher_accuracy");
    double students = results.get(3).extras().get("teacher_accuracy");
    assertThat(own).isEqualTo(results.get(0).metrics().get("accuracy"));
    assertThat(students).isEqualTo(results.get(1).metrics().get("accuracy"));
    assertThat(results.get(2).learningCurve()).isNotEqualTo(results.get(3).learningCurve());
  }

  @Test
  void aTeachersTimeIsPartOfTheTrainings() {
    TrialResult.Timing timing = run("  - {method: distillation}\n").get(0).timing();
    assertThat(timing.teacherSeconds()).isPositive();
    assertThat(timing.ownSeconds())
        .isPositive()
        .isCloseTo(timing.trainSeconds() - timing.teacherSeconds(), within(1e-12));
    assertThat(timing.tokensPerSecond())
        .isCloseTo(timing.tokens() / timing.trainSeconds(), within(1e-6));
  }

  /** Results from before a teacher was counted say neither its memory nor its score. */
  @Test
  void anOlderResultIsKnown() {
    TrialResult taught = run("  - {method: distillation}\n").get(0);
    assertThat(older(taught).lacksTeachersMemory()).isTrue();
    assertThat(taught.lacksTeachersMemory()).isFalse();
  }

  private static TrialResult older(TrialResult result) {
    return new TrialResult(
        result.id(),
        result.trial(),
        result.status(),
        result.reason(),
        result.metrics(),
        result.metric(),
        result.evalRows(),
        result.counts(),
        result.memory(),
        result.predictedMemory(),
        result.peakRssBytes(),
        result.adapterBytes(),
        result.timing(),
        result.learningCurve(),
        Map.of("drift", 1.0),
        result.provenance());
  }
}
