package peftlab.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import peftlab.experiment.mlflow.MlflowLog;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.progress.LiveProgress;
import peftlab.experiment.progress.PlainProgress;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.RunFiles;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.ExperimentRun;
import peftlab.experiment.run.RunListener;
import peftlab.experiment.run.RunOptions;
import peftlab.experiment.run.RunSummary;
import peftlab.experiment.run.SharedInputs;
import peftlab.experiment.run.TrainingRunner;
import peftlab.experiment.spec.Experiment;
import peftlab.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs an experiment, or what is left of it, and writes its tables and charts. */
@Command(
    name = "run",
    description = "Runs an experiment, or resumes it, and writes tables and charts.",
    footerHeading = "%nExample:%n",
    footer = {
      "  ./peftlab run experiments/quickstart.yaml",
      "  ./peftlab run quickstart --out my-results --set settings.epochs=1"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  @Mixin private ExperimentOptions suite;

  @Option(names = "--out", description = "Results folder (default: reports/EXPERIMENT).")
  private Path out;

  @Option(
      names = "--reuse",
      description = "Copies finished trials from this results folder; repeatable.")
  private List<Path> reuse = new ArrayList<>();

  @Option(names = "--retry-failed", description = "Reruns trials that failed or diverged.")
  private boolean retryFailed;

  @Mixin private MixedOption mixed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Experiment experiment = suite.read();
    Path folder = out == null ? Path.of("reports", experiment.name()) : out;
    // The folder first: whoever cannot have it is not to wait for models.
    try (ResultLog log = ResultLog.open(folder);
        SharedInputs workbench = suite.workbench()) {
      Map<String, String> provenance = suite.provenance();
      Predictor predictor = suite.predictor(workbench);
      List<TrialGroup> groups = suite.groups(experiment, workbench, workbench, predictor);
      Report.check(groups, mixed.mixed());
      RunFiles.write(folder, experiment, provenance);
      TrainingRunner runner =
          new TrainingRunner(
              workbench, predictor, provenance, suite.workers() == 1, workbench.steps(groups));
      RunSummary summary =
          new ExperimentRun(
                  log,
                  runner,
                  new RunOptions(suite.workers(), retryFailed, reuse),
                  provenance,
                  listeners(experiment, groups, predictor))
              .run(groups);
      System.err.println();
      System.out.print(
          Report.write(
              folder,
              experiment.title(),
              summary.results(),
              mixed.mixed(),
              Charset.defaultCharset()));
      System.err.println("\nResults, tables and charts: " + folder);
      summary.failed().forEach(RunCommand::explain);
      return summary.failed().isEmpty() && summary.unrecorded() == 0 ? 0 : 1;
    }
  }

  private static void explain(TrialResult failed) {
    System.err.println(
        "peftlab: trial " + failed.id() + " (" + failed.trial().method() + ") " + failed.reason());
  }

  // The launcher sets jdk.console so that this holds on later JDKs as well.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    return System.console() != null;
  }

  private static List<RunListener> listeners(
      Experiment experiment, List<TrialGroup> groups, Predictor predictor) {
    Map<String, Double> known = new HashMap<>();
    ToDoubleFunction<Trial> weight =
        trial ->
            known.computeIfAbsent(
                trial.phase() + trial.method() + trial.hyper() + trial.task() + trial.model(),
                key -> predictor.predict(trial).seconds());
    RunListener view =
        onTerminal()
            ? new LiveProgress(System.out, groups, weight)
            : new PlainProgress(System.err, groups, weight);
    List<RunListener> listeners = new ArrayList<>(List.of(view));
    experiment
        .mlflow()
        .ifPresent(uri -> listeners.add(new MlflowLog(uri, experiment.name(), view::note)));
    return listeners;
  }
}
