package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.experiment.plan.Grid;
import peftlab.experiment.plan.Plan;
import peftlab.experiment.spec.Experiment;

/** The experiments that come with the project name methods and hyperparameters that there are. */
class ShippedExperimentsTest {
  @ParameterizedTest
  @CsvSource({"quickstart, 6", "all-methods, 96", "rank-sweep, 96", "glue, 150"})
  void expands(String name, int trials) {
    Experiment experiment =
        Experiment.read(Path.of("experiments", name + ".yaml"), List.of("folder=x"));
    Grid grid = new Grid(Fakes.FINGERPRINTS, Fakes.PREDICTOR);
    Plan plan = new Plan(grid.expand(experiment, 1), Fakes.PREDICTOR, 1);
    assertThat(plan.trials()).isEqualTo(trials);
  }
}
