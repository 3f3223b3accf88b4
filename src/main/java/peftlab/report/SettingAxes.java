package peftlab.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import peftlab.experiment.results.RecordedTrial;
import peftlab.report.table.TrialSettings;

/**
 * Tells settings that an experiment varies by design from settings in which its methods differ.
 *
 * <p>A method, with its hyperparameters, is trained at one or several points of the settings. If
 * every method has the same set of points, a setting that takes several values is an axis of the
 * experiment: it sets rows apart and is a column. If the sets differ, one method got what another
 * did not, and the scores cannot be compared: even a method that has all points of the others and
 * one more has had a further chance to be the best.
 */
final class SettingAxes {
  /**
   * A trial of one method.
   *
   * @param label of the method with its hyperparameters
   * @param trial one of those it is tried in
   */
  public record Entry(String label, RecordedTrial trial) {}

  /**
   * A setting in which methods differ.
   *
   * @param name of the setting, or {@code combinations of} several
   * @param values that methods have of it
   */
  record Difference(String name, Groups values) {}

  private SettingAxes() {}

  /**
   * The settings in which the methods of {@code entries} differ; none where each setting has one
   * value or is an axis.
   *
   * @param compared which settings are looked at
   */
  static List<Difference> between(List<Entry> entries, Predicate<String> compared) {
    Map<String, Set<Map<String, String>>> points = new LinkedHashMap<>();
    for (Entry entry : entries) {
      Map<String, String> point = TrialSettings.of(entry.trial());
      point.keySet().removeIf(compared.negate());
      points.computeIfAbsent(entry.label(), label -> new LinkedHashSet<>()).add(point);
    }
    List<Difference> differences = new ArrayList<>();
    if (new HashSet<>(points.values()).size() < 2) {
      return differences;
    }
    List<String> axes = new ArrayList<>();
    for (String name : points.values().iterator().next().iterator().next().keySet()) {
      Groups values = new Groups();
      points.forEach((label, of) -> values.add(values(of, name), label));
      if (values.differ()) {
        differences.add(new Difference(name, values));
      }
      if (points.values().stream().anyMatch(of -> values(of, name).contains(" and "))) {
        axes.add(name);
      }
    }
    if (differences.isEmpty()) {
      Groups combinations = new Groups();
      points.forEach((label, of) -> combinations.add(combinations(of, axes), label));
      differences.add(new Difference("combinations of " + String.join(", ", axes), combinations));
    }
    return differences;
  }

  private static String values(Set<Map<String, String>> points, String name) {
    Set<String> values = new TreeSet<>();
    points.forEach(point -> values.add(point.get(name)));
    return String.join(" and ", values);
  }

  private static String combinations(Set<Map<String, String>> points, List<String> names) {
    Set<String> values = new TreeSet<>();
    points.forEach(point -> values.add(String.join("/", names.stream().map(point::get).toList())));
    return String.join(" and ", values);
  }
}
