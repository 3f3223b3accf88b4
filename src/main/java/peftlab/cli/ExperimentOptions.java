package peftlab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import peftlab.InputException;
import peftlab.checkpoint.Models;
import peftlab.data.DataSource;
import peftlab.experiment.plan.Fingerprints;
import peftlab.experiment.plan.Grid;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.DryRun;
import peftlab.experiment.run.Environment;
import peftlab.experiment.run.SharedInputs;
import peftlab.experiment.spec.Experiment;
import peftlab.tensor.backend.EngineInfo;
import peftlab.tensor.backend.GemmSpeed;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code run} and {@code plan} share: an experiment made into groups of trials. */
final class ExperimentOptions {
  @Parameters(
      index = "0",
      paramLabel = "EXPERIMENT",
      description = "A YAML file, or the name of one in experiments/.")
  private String experiment;

  @Option(
      names = "--set",
      description = "Overrides one key of the experiment; repeatable: --set settings.epochs=1.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the data sets that the experiment gives by name, such as sst-2.")
  private String data;

  @Option(
      names = "--workers",
      defaultValue = "1",
      description = "Number of trials that run at the same time (default: 1).")
  private int workers;

  @Mixin private BackendOption backend;

  int workers() {
    if (workers < 1) {
      throw new InputException("--workers must be at least 1, not " + workers);
    }
    return workers;
  }

  /** Reads the experiment and looks whether its data are there. */
  Experiment read() {
    List<String> all = new ArrayList<>(overrides);
    if (data != null) {
      all.add("folder='" + data.replace("'", "''") + "'");
    }
    Experiment experiment = Experiment.read(file(), all);
    experiment.sources().forEach(DataSource::check);
    return experiment;
  }

  /** A name without path stands for the file in {@code experiments/}. */
  private Path file() {
    Path given = Path.of(experiment);
    Path named = Path.of("experiments", experiment + ".yaml");
    return !Files.exists(given) && Files.exists(named) ? named : given;
  }

  SharedInputs workbench() {
    return new SharedInputs(new Models(line -> System.err.println(line)), backend.backend());
  }

  Predictor predictor(SharedInputs workbench) {
    return new DryRun(workbench, GemmSpeed.operationsPerSecond(workbench.backend()));
  }

  List<TrialGroup> groups(
      Experiment read, SharedInputs workbench, Fingerprints fingerprints, Predictor predictor) {
    workbench.add(read.sources());
    return new Grid(fingerprints, predictor).expand(read, workers());
  }

  /** Code, machine, engine, and how many trials share them. */
  Map<String, String> provenance() {
    Map<String, String> all = new TreeMap<>(Environment.describe());
    EngineInfo.collect().forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    all.put("kernels", backend.backend().toString());
    all.put(TrialResult.WORKERS, String.valueOf(workers()));
    return all;
  }
}
