package peftlab.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What provenance says beside the tensor engine's own {@link peftlab.tensor.backend.EngineInfo}.
 */
public final class Environment {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Environment() {}

  /**
   * {@code code}, which all methods share, and {@code cpu}; {@code commit} and {@code dirty} where
   * known.
   */
  public static SortedMap<String, String> describe() {
    SortedMap<String, String> all = new TreeMap<>(GitState.of(CodeVersion.location()));
    all.put("code", CodeVersion.running().shared());
    all.put("cpu", cpu());
    return all;
  }

  private static String cpu() {
    try (Stream<String> lines = Files.lines(CPU)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
