package peftlab.experiment.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import peftlab.InputException;
import peftlab.experiment.spec.Experiment;

/** What a results folder says about its run as a whole. */
public final class RunFiles {
  /** The experiment with its defaults and overrides written out. */
  public static final String EXPERIMENT = "experiment.yaml";

  /** The machine, the libraries and the code of the last run in the folder. */
  public static final String ENVIRONMENT = "environment.json";

  private RunFiles() {}

  /**
   * Writes both files.
   *
   * @throws InputException if the folder cannot be written
   */
  public static void write(Path folder, Experiment experiment, Map<String, String> environment) {
    try {
      Files.writeString(
          folder.resolve(EXPERIMENT),
          "# " + experiment.name() + ", with all defaults and overrides\n" + experiment.toYaml());
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(folder.resolve(ENVIRONMENT).toFile(), new TreeMap<>(environment));
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
