package peftlab.report.table;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import peftlab.report.table.ResultTable.Row;

/** Finds the setting by which a method grows: its rank, its bottleneck or its length. */
public final class Capacity {
  private static final Map<String, String> NAMES =
      Map.of("r", "rank", "m", "bottleneck", "P", "length");

  private Capacity() {}

  /** The shown setting that takes at least two positive values in {@code method}'s rows. */
  public static Optional<String> knob(ResultTable table, String method) {
    Map<String, Set<String>> values = new HashMap<>();
    for (Row row : table.rows()) {
      if (row.configuration().method().equals(method)) {
        row.configuration()
            .shown()
            .forEach((key, value) -> values.computeIfAbsent(key, k -> new TreeSet<>()).add(value));
      }
    }
    for (String key : List.of("r", "m", "P")) {
      Set<String> seen = values.getOrDefault(key, Set.of());
      if (seen.size() > 1 && seen.stream().allMatch(value -> value.matches("[1-9][0-9]{0,8}"))) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /** Names in words as one text, such as {@code rank, bottleneck or length}. */
  public static String alternatives(Collection<String> names) {
    return String.join(", ", names).replaceFirst(", ([^,]*)$", " or $1");
  }

  /** A setting's name in words, such as {@code rank} for {@code r}. */
  public static String longName(String knob) {
    return NAMES.getOrDefault(knob, knob);
  }
}
