package peftlab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import peftlab.experiment.TrialResult;
import peftlab.report.table.Format;
import peftlab.report.table.RateSearch;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/** Finds reasons why the scores of one table cannot be compared with each other. */
final class Comparability {
  private static final int NAMED = 3;

  /** Provenance keys that must agree among all results of a task or model. */
  private static final String DATA = "data";

  private static final String BASE = "base";
  private static final String CODE = "code";

  /** Must agree among the results of a method. */
  private static final String METHOD_CODE = "method_code";

  private Comparability() {}

  /** One line for each thing that differs and must not; none where all is well. */
  static List<String> problems(ResultTable table) {
    List<String> problems = new ArrayList<>();
    for (Task task : table.tasks()) {
      Differences differences = new Differences("task " + task.name(), problems);
      differences.check(table, task, "data fingerprints", provenance(DATA));
      differences.check(table, task, "numbers of evaluated rows", r -> "" + r.evalRows());
      differences.check(table, task, "maximum lengths", r -> "" + r.trial().settings().maxLength());
      differences.check(
          table,
          task,
          "heads",
          r -> r.trial().settings().pooling() + " pooling, " + r.counts().head() + " parameters");
      budgets(table, task, problems);
    }
    code(table, problems);
    return problems;
  }

  private static Function<TrialResult, String> provenance(String key) {
    return result -> Objects.requireNonNullElse(result.provenance().get(key), "unknown");
  }

  private static void budgets(ResultTable table, Task task, List<String> problems) {
    Map<String, List<String>> budgets = new LinkedHashMap<>();
    for (Row row : table.rows()) {
      if (row.finished().containsKey(task.name())) {
        int trials =
            table.searches().stream()
                .filter(search -> search.task().equals(task.name()))
                .filter(
                    search -> search.configuration().key().equals(row.configuration().searchKey()))
                .mapToInt(search -> search.attempts().size())
                .sum();
        add(budgets, String.valueOf(trials), row.configuration().label());
      }
    }
    report("task " + task.name(), "numbers of learning rates tried", budgets, problems);
  }

  private static void code(ResultTable table, List<String> problems) {
    Map<String, List<String>> versions = new LinkedHashMap<>();
    Map<String, Map<String, List<String>>> methods = new TreeMap<>();
    Map<String, Map<String, List<String>>> bases = new TreeMap<>();
    for (Row row : table.rows()) {
      for (TrialResult result : row.all()) {
        String label = row.configuration().label();
        add(versions, provenance(CODE).apply(result), label);
        add(
            methods.computeIfAbsent(result.trial().method(), method -> new LinkedHashMap<>()),
            provenance(METHOD_CODE).apply(result),
            label);
        add(
            bases.computeIfAbsent(result.trial().model(), model -> new LinkedHashMap<>()),
            provenance(BASE).apply(result),
            label);
      }
    }
    report("results", "code versions", versions, problems);
    methods.forEach((id, codes) -> report("method " + id, "code versions", codes, problems));
    bases.forEach((model, weights) -> report("model " + model, "weights", weights, problems));
  }

  private record Differences(String where, List<String> problems) {
    void check(ResultTable table, Task task, String what, Function<TrialResult, String> value) {
      Map<String, List<String>> values = new LinkedHashMap<>();
      for (Row row : table.rows()) {
        for (TrialResult result : row.finished().getOrDefault(task.name(), List.of())) {
          add(values, value.apply(result), row.configuration().label());
        }
      }
      report(where, what, values, problems);
    }
  }

  private static void add(Map<String, List<String>> values, String value, String label) {
    List<String> labels = values.computeIfAbsent(value, key -> new ArrayList<>());
    if (!labels.contains(label)) {
      labels.add(label);
    }
  }

  private static void report(
      String where, String what, Map<String, List<String>> values, List<String> problems) {
    if (values.size() > 1) {
      List<String> parts = new ArrayList<>();
      values.forEach((value, labels) -> parts.add(value + " (" + some(labels) + ")"));
      problems.add(where + ": " + what + " differ: " + String.join(", ", parts));
    }
  }

  private static String some(List<String> labels) {
    String named = String.join(", ", labels.subList(0, Math.min(NAMED, labels.size())));
    return labels.size() > NAMED ? named + " and " + (labels.size() - NAMED) + " more" : named;
  }

  /**
   * A warning of searches whose chosen rate is the lowest or highest tried, of which it names the
   * first few; none without any.
   */
  static List<String> edges(ResultTable table) {
    return edges(table, false);
  }

  /** The same warning with every such search. */
  static List<String> allEdges(ResultTable table) {
    return edges(table, true);
  }

  private static List<String> edges(ResultTable table, boolean all) {
    List<String> edges = new ArrayList<>();
    for (RateSearch search : table.searches()) {
      if (search.atEdge()) {
        double chosen = search.chosen().lr();
        boolean low = chosen <= search.attempts().get(0).lr();
        edges.add(
            "%s on %s (%s, %s of %d)"
                .formatted(
                    search.configuration().label(),
                    search.task(),
                    Format.number(chosen),
                    low ? "lowest" : "highest",
                    search.attempts().size()));
      }
    }
    return edges.isEmpty()
        ? List.of()
        : List.of(
            "best learning rate at the edge of its search, a better one may lie beyond: "
                + (all ? String.join(", ", edges) : some(edges) + elsewhere(edges.size())));
  }

  private static String elsewhere(int count) {
    return count > NAMED ? " (all in report.html)" : "";
  }
}
