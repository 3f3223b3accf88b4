package peftlab.experiment.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.run.Fakes;

class PlanTest {
  @TempDir Path folder;

  @Test
  void listsConfigurationsAndCountsTrials() {
    Plan plan =
        new Plan(
            Fakes.groups(
                folder,
                """
                title: t
                seeds: [1, 2, 3]
                lr: {search: {low: 1e-4, high: 1e-2, trials: 4}}
                methods: [{method: head}, {method: lora, rank: [1, 4]}]
                """),
            Fakes.PREDICTOR,
            2);
    assertThat(plan.trials()).isEqualTo(21);
    assertThat(plan.seconds()).isEqualTo(105);
    assertThat(plan.lines()).hasSize(6).contains("21 trials");
    assertThat(plan.lines().get(3))
        .matches("lora rank=4 +7 best of 4 in 1e-4..1e-2 +36,864 +90 MB +0:10");
    assertThat(plan.lines().get(5))
        .isEqualTo("predicted: 1:45 in total with 2 at a time, at most 90 MB of memory per trial");
  }

  @Test
  void marksWhatIsFarFromTheBudget() {
    Plan plan =
        new Plan(
            Fakes.groups(
                folder,
                """
                title: t
                match: {trainable: 75000}
                lr: 1e-3
                methods: [{method: head}, {method: lora}, {method: lora, rank: 4}, {method: lora, match: {memory: 1 MB}}]
                """),
            Fakes.PREDICTOR,
            1);
    assertThat(plan.lines().subList(1, 5).stream().map(line -> line.contains("=  ")))
        .containsExactly(true, false, true, true);
    assertThat(plan.lines())
        .anyMatch(line -> line.startsWith("= more than a tenth off the budget"));
  }
}
