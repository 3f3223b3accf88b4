package peftlab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import peftlab.experiment.results.TrialResult;
import peftlab.report.table.ExtraColumn;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * Checks that all rows of a task were run on the same seeds, be it that some of them failed.
 *
 * <p>A row that lacks some seeds is warned of, since a run that goes on lacks them as well. Rows
 * that have seeds of their own, or one seed twice, cannot be compared.
 */
final class SeedChecks {
  private static final ExtraColumn COLUMN =
      new ExtraColumn("seeds", row -> text(new TreeSet<>(seeds(trials(row)))));

  private SeedChecks() {}

  static List<Finding> of(ResultTable table) {
    List<Finding> findings = new ArrayList<>();
    for (Task task : table.tasks()) {
      Map<Row, Set<Long>> seeds = new LinkedHashMap<>();
      for (Row row : table.rows()) {
        List<Long> own = seeds(trials(row, task));
        Set<Long> seen = new HashSet<>();
        own.stream()
            .filter(seed -> !seen.add(seed))
            .findFirst()
            .ifPresent(seed -> findings.add(twice(task, row, seed)));
        if (!own.isEmpty()) {
          seeds.put(row, new TreeSet<>(own));
        }
      }
      compare(task, seeds, findings);
      searches(table, task, findings);
    }
    return findings;
  }

  private static Finding twice(Task task, Row row, long seed) {
    return Finding.refused(
        "task %s: %s was run twice on seed %d"
            .formatted(task.name(), row.configuration().label(), seed),
        COLUMN);
  }

  private static void compare(Task task, Map<Row, Set<Long>> seeds, List<Finding> findings) {
    Set<Long> most =
        seeds.values().stream().max(Comparator.comparingInt(Set::size)).orElse(Set.of());
    Groups own = new Groups();
    Groups missing = new Groups();
    seeds.forEach(
        (row, of) -> {
          own.add(text(of), row.configuration().label());
          TreeSet<Long> lacks = new TreeSet<>(most);
          lacks.removeAll(of);
          if (!lacks.isEmpty()) {
            missing.add(text(lacks), row.configuration().label());
          }
        });
    if (!seeds.values().stream().allMatch(most::containsAll)) {
      findings.add(Finding.refused("task " + task.name() + ": seeds differ: " + own, COLUMN));
    } else if (own.differ()) {
      findings.add(Finding.warning("task " + task.name() + ": some seeds are missing: " + missing));
    }
  }

  private static void searches(ResultTable table, Task task, List<Finding> findings) {
    Map<String, TreeSet<Long>> seeds = new LinkedHashMap<>();
    for (TrialResult result : table.searched()) {
      if (result.trial().task().equals(task.name())) {
        seeds
            .computeIfAbsent(table.method(result), label -> new TreeSet<>())
            .add(result.trial().settings().seed());
      }
    }
    Groups groups = new Groups();
    seeds.forEach((label, of) -> groups.add(text(of), label));
    if (groups.differ()) {
      findings.add(
          Finding.refused("task " + task.name() + ": seeds of the searches differ: " + groups));
    }
  }

  private static List<TrialResult> trials(Row row, Task task) {
    List<TrialResult> trials = new ArrayList<>(row.failed(task));
    trials.addAll(row.finished().getOrDefault(task.name(), List.of()));
    return trials;
  }

  private static List<TrialResult> trials(Row row) {
    List<TrialResult> trials = new ArrayList<>(row.failed());
    trials.addAll(row.all());
    return trials;
  }

  private static List<Long> seeds(List<TrialResult> trials) {
    return trials.stream().map(result -> result.trial().settings().seed()).toList();
  }

  private static String text(Set<Long> seeds) {
    return seeds.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", "))
        .replaceFirst(", (\\d+)$", " and $1");
  }
}
