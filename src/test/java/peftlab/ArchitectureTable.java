package peftlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The table of packages in {@code src/docs/architecture.md}. */
final class ArchitectureTable {
  private ArchitectureTable() {}

  /** For each package, all packages that its classes may use: itself and what its row leads to. */
  static Map<String, Set<String>> read() {
    Map<String, Set<String>> direct = direct();
    Map<String, Set<String>> all = new LinkedHashMap<>();
    direct.keySet().forEach(room -> all.put(room, reached(room, direct, new TreeSet<>())));
    return all;
  }

  private static Set<String> reached(
      String room, Map<String, Set<String>> direct, Set<String> seen) {
    if (seen.add(room)) {
      if (!direct.containsKey(room)) {
        throw new AssertionError("architecture.md allows `" + room + "`, which has no row");
      }
      direct.get(room).forEach(next -> reached(next, direct, seen));
    }
    return seen;
  }

  /** For each package, the packages that its own row names. */
  static Map<String, Set<String>> direct() {
    try {
      Map<String, Set<String>> rows = new LinkedHashMap<>();
      for (String line : Files.readAllLines(Path.of("src/docs/architecture.md"))) {
        String[] cells = line.split("\\s*\\|\\s*", -1);
        if (cells.length == 5 && cells[1].startsWith("`")) {
          rows.put(cells[1].replace("`", ""), names(cells[3]));
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(String cell) {
    return Arrays.stream(cell.split(",\\s*", -1))
        .filter(name -> name.startsWith("`"))
        .map(name -> name.replace("`", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
