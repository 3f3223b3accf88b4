import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peftlab.checkpoint.Models;
import peftlab.experiment.plan.Grid;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.DryRun;
import peftlab.experiment.run.Environment;
import peftlab.experiment.run.ExperimentRun;
import peftlab.experiment.run.RunOptions;
import peftlab.experiment.run.SharedInputs;
import peftlab.experiment.run.TrainingRunner;
import peftlab.experiment.spec.Experiment;
import peftlab.tensor.backend.Backend;
import peftlab.tensor.backend.GemmSpeed;

/** Runs the experiment of the first argument in the folder of the second, and prints its scores. */
class RunAndRead {
  public static void main(String[] arguments) throws Exception {
    Experiment experiment = Experiment.read(Path.of(arguments[0]), List.of());
    try (ResultLog log = ResultLog.open(Path.of(arguments[1]));
        SharedInputs inputs = new SharedInputs(new Models(System.err::println), Backend.FUSED)) {
      inputs.add(experiment.sources());
      Predictor costs = new DryRun(inputs, GemmSpeed.operationsPerSecond(Backend.FUSED));
      List<TrialGroup> groups = new Grid(inputs, costs).expand(experiment, 1);
      Map<String, String> provenance = new TreeMap<>(Environment.describe());
      TrainingRunner runner =
          new TrainingRunner(inputs, costs, provenance, true, inputs.steps(groups));
      RunOptions options = new RunOptions(1, false, List.of());
      ExperimentRun run = new ExperimentRun(log, runner, options, provenance, List.of());
      for (TrialResult result : run.run(groups).results()) {
        System.out.printf(
            "%s seed %d: %s, %d parameters%n",
            result.trial().method(),
            result.trial().settings().seed(),
            result.metrics(),
            result.counts().trained());
      }
    }
  }
}
