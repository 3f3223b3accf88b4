package peftlab.experiment;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peftlab.data.DataSource;

/** A suite of trials as a researcher writes it: a YAML file over the defaults beside it. */
public final class Experiment {
  private final String name;
  private final String title;
  private final List<String> models;
  private final List<DataSource> tasks;
  private final int trainRows;
  private final int evalRows;
  private final List<Long> seeds;
  private final List<MethodEntry> methods;
  private final Optional<URI> mlflow;
  private final YamlNode.Mapping resolved;

  Experiment(
      String name,
      String title,
      List<String> models,
      List<DataSource> tasks,
      int trainRows,
      int evalRows,
      List<Long> seeds,
      List<MethodEntry> methods,
      Optional<URI> mlflow,
      YamlNode.Mapping resolved) {
    this.name = name;
    this.title = title;
    this.models = List.copyOf(models);
    this.tasks = List.copyOf(tasks);
    this.trainRows = trainRows;
    this.evalRows = evalRows;
    this.seeds = List.copyOf(seeds);
    this.methods = List.copyOf(methods);
    this.mlflow = mlflow;
    this.resolved = resolved;
  }

  /**
   * Reads a suite: {@code file} over the {@code defaults.yaml} beside it (where there is none, over
   * the built-in one), and {@code overrides} over both.
   *
   * @param file YAML
   * @param overrides {@code key.path=value} each, the value in YAML; places in lists count from 0
   * @throws peftlab.InputException if a file cannot be read, a key is unknown or missing, or a
   *     value is not of its kind
   */
  public static Experiment read(Path file, List<String> overrides) {
    return ExperimentReader.read(file, overrides);
  }

  /** The file's name without its ending; the results go to {@code reports/<name>}. */
  public String name() {
    return name;
  }

  /** What the report is headed. */
  public String title() {
    return title;
  }

  /** Names or folders of the base models. */
  public List<String> models() {
    return models;
  }

  /** Names of the data sets. */
  public List<String> tasks() {
    return tasks.stream().map(DataSource::name).toList();
  }

  /** The data sets. */
  public List<DataSource> sources() {
    return tasks;
  }

  /** Training rows used; 0 for all. */
  public int trainRows() {
    return trainRows;
  }

  /** Evaluation rows used; 0 for all. */
  public int evalRows() {
    return evalRows;
  }

  /** The seeds that every final setting is run on. */
  public List<Long> seeds() {
    return seeds;
  }

  /** The server that results are also sent to. */
  public Optional<URI> mlflow() {
    return mlflow;
  }

  /** The whole suite, defaults and overrides included, as YAML that gives the same trials again. */
  public String toYaml() {
    return YamlWriter.write(resolved);
  }

  List<MethodEntry> methods() {
    return methods;
  }
}
