package peftlab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a table, grouped by a value that they are to have in common. */
final class Groups {
  /** How many labels are named before the others are only counted. */
  static final int NAMED = 3;

  private final Map<String, List<String>> labels = new LinkedHashMap<>();

  void add(String value, String label) {
    List<String> alike = labels.computeIfAbsent(value, key -> new ArrayList<>());
    if (!alike.contains(label)) {
      alike.add(label);
    }
  }

  boolean differ() {
    return labels.size() > 1;
  }

  /** Such as {@code 2 (head, full, dora and 4 more), 20 (ia3)}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    labels.forEach((value, alike) -> parts.add(value + " (" + some(alike) + ")"));
    return String.join(", ", parts);
  }

  /** The first few of {@code labels} and the number of the others. */
  static String some(List<String> labels) {
    String named = String.join(", ", labels.subList(0, Math.min(NAMED, labels.size())));
    return labels.size() > NAMED ? named + " and " + (labels.size() - NAMED) + " more" : named;
  }
}
