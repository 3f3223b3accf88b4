package peftlab.cli;

import java.util.concurrent.Callable;
import peftlab.experiment.plan.Fingerprints;
import peftlab.experiment.plan.Plan;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.run.SharedInputs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Predicts trials, memory and time of an experiment. */
@Command(
    name = "plan",
    description = "Predicts trials, memory and time of an experiment without running it.",
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab plan experiments/all-methods.yaml",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PlanCommand implements Callable<Integer> {
  @Mixin private ExperimentOptions suite;

  @Override
  public Integer call() {
    try (SharedInputs workbench = suite.workbench()) {
      Predictor predictor = suite.predictor(workbench);
      new Plan(
              suite.groups(suite.read(), workbench, Fingerprints.NAMES, predictor),
              predictor,
              suite.workers())
          .lines()
          .forEach(System.out::println);
      return 0;
    }
  }
}
