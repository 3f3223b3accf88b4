package peftlab.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is known of code and machine without asking the tensor engine. */
public final class Environment {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Environment() {}

  /**
   * {@code code}, {@code commit} and {@code dirty} where known, {@code jvm}, {@code os}, {@code
   * cpu}, {@code cores}.
   */
  public static SortedMap<String, String> describe() {
    SortedMap<String, String> all = new TreeMap<>(GitState.of(CodeVersion.location()));
    all.put("code", CodeVersion.fingerprint());
    all.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    all.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    all.put("cpu", cpu());
    all.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
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
