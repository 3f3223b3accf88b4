package peftlab.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChartKindsTest {
  @Test
  void everyKindIsAService() throws Exception {
    Path classes =
        Path.of(ChartKind.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("peftlab/report/chart");
    List<String> names;
    try (Stream<Path> files = Files.list(classes)) {
      names = files.map(file -> file.getFileName().toString()).toList();
    }
    Set<Class<?>> written =
        names.stream()
            .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
            .map(ChartKindsTest::load)
            .filter(type -> ChartKind.class.isAssignableFrom(type) && !type.isInterface())
            .collect(Collectors.toSet());
    assertFalse(written.isEmpty());
    assertEquals(
        written, Charts.kinds().stream().map(ChartKind::getClass).collect(Collectors.toSet()));
  }

  @Test
  void noTwoKindsShareAPlace() {
    List<Integer> places = Charts.kinds().stream().map(ChartKind::place).toList();
    assertEquals(places.stream().distinct().toList(), places);
  }

  private static Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length());
    try {
      return Class.forName("peftlab.report.chart." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
