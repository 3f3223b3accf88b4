package peftlab.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks {@code src/docs/adding-a-metric.md}: its constant is pasted, compiled and computed. */
class AddingAMetricTest {
  private static final String SOURCES = "src/main/java/peftlab/metric/";

  @TempDir Path folder;

  @Test
  void theConstantOfThePageGivesTheNumberOfThePage() throws Exception {
    String page = Files.readString(Path.of("src/docs/adding-a-metric.md"));
    String constant = page.split("```java\n", 2)[1].split("```", 2)[0];
    String metric = Files.readString(Path.of(SOURCES + "Metric.java"));
    String place = "public enum Metric {\n";
    assertThat(metric).contains(place);
    Path source = folder.resolve("Metric.java");
    Files.writeString(source, metric.replace(place, place + constant));

    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString(),
                SOURCES + "Confusion.java");

    assertThat(compiled).isZero();
    double value = (double) values("1111000000", "1110110000").get("balanced_accuracy");
    assertThat(page)
        .contains("1111000000", "1110110000", String.format(Locale.ROOT, "it is %.4f:", value));
  }

  private Map<?, ?> values(String actual, String predicted) throws Exception {
    try (URLClassLoader pasted = new Pasted(folder.toUri().toURL())) {
      Class<?> confusion = pasted.loadClass("peftlab.metric.Confusion");
      Object counted =
          confusion
              .getMethod("of", int[].class, int[].class, int.class)
              .invoke(null, digits(predicted), digits(actual), 2);
      return (Map<?, ?>)
          pasted
              .loadClass("peftlab.metric.Metric")
              .getMethod("all", confusion)
              .invoke(null, counted);
    }
  }

  private static int[] digits(String text) {
    return text.chars().map(digit -> digit - '0').toArray();
  }

  /** Takes the metrics from the folder and all else from the class path. */
  private static final class Pasted extends URLClassLoader {
    Pasted(URL folder) {
      super(new URL[] {folder}, AddingAMetricTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("peftlab.metric.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
