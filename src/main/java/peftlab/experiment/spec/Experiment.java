package peftlab.experiment.spec;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peftlab.data.DataSource;

/**
 * A suite of trials as a researcher writes it: a YAML file over the defaults beside it.
 *
 * @param name the file's, without its ending; the results go to {@code reports/<name>}
 * @param title what the report is headed
 * @param models names or folders of the base models
 * @param sources the data sets
 * @param trainRows training rows used; 0 for all
 * @param evalRows evaluation rows used; 0 for all
 * @param seeds that every final setting is run on
 * @param methods the entries of its list of methods
 * @param mlflow the server that results are also sent to
 * @param resolved the whole suite, defaults and overrides included
 */
public record Experiment(
    String name,
    String title,
    List<String> models,
    List<DataSource> sources,
    int trainRows,
    int evalRows,
    List<Long> seeds,
    List<MethodEntry> methods,
    Optional<URI> mlflow,
    YamlNode.Mapping resolved) {

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

  /** Names of the data sets. */
  public List<String> tasks() {
    return sources.stream().map(DataSource::name).toList();
  }

  /** The whole suite, defaults and overrides included, as YAML that gives the same trials again. */
  public String toYaml() {
    return YamlWriter.write(resolved);
  }
}
