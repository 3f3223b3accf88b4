package peftlab.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.experiment.spec.LearningRate;
import peftlab.report.SettingAxes.Difference;
import peftlab.report.SettingAxes.Entry;
import peftlab.report.table.ExtraColumn;
import peftlab.report.table.Format;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;
import peftlab.report.table.TrialSettings;

/**
 * Finds reasons why the scores of one table cannot be compared with each other.
 *
 * <p>Within a task, data, evaluated rows, heads, weights and code must be the same, and every
 * training setting too unless it is an axis of the experiment ({@link SettingAxes}); rates must
 * have been searched with equal effort ({@link SearchChecks}), on the same seeds ({@link
 * SeedChecks}). Only a method's hyperparameters and the place of its rates are its own. Another
 * number of threads is warned of and not refused: sums are then taken in another order, which
 * changes a result as little and as randomly as rounding does, but times cannot be compared.
 */
final class Comparability {
  private static final Set<String> OWN =
      Set.of(TrialSettings.RATE, TrialSettings.SEED, TrialSettings.THREADS);

  private final ResultTable table;
  private final List<Finding> findings = new ArrayList<>();

  private Comparability(ResultTable table) {
    this.table = table;
  }

  /** All that a reader has to know, a line each; none where all is well. */
  static List<Finding> findings(ResultTable table) {
    Comparability comparability = new Comparability(table);
    table.tasks().forEach(comparability::facts);
    table.tasks().forEach(comparability::settings);
    comparability.code();
    comparability.findings.addAll(SeedChecks.of(table));
    comparability.findings.addAll(SearchChecks.of(table));
    comparability.findings.addAll(MachineChecks.of(table));
    return comparability.findings;
  }

  /** One line for each thing that differs and must not; none where all is well. */
  static List<String> problems(ResultTable table) {
    return findings(table).stream().filter(Finding::refused).map(Finding::text).toList();
  }

  /**
   * What would be refused in the report of {@code groups}, as far as it can be seen before they are
   * run: settings, and widths of searches.
   */
  static List<String> planned(List<TrialGroup> groups) {
    List<String> problems = new ArrayList<>();
    List<RecordedTrial> trials = groups.stream().map(group -> group.template().recorded()).toList();
    PlannedLabels labels = new PlannedLabels(trials);
    for (Difference difference :
        SettingAxes.between(
            trials.stream().map(trial -> new Entry(labels.of(trial), trial)).toList(),
            name -> !OWN.contains(name))) {
      problems.add(text("all tasks", difference));
    }
    Map<String, Double> widths = new LinkedHashMap<>();
    for (TrialGroup group : groups) {
      if (group.learningRate() instanceof LearningRate.Search search) {
        widths.put(labels.of(group.template().recorded()), search.high() / search.low());
      }
    }
    SearchChecks.narrow(widths).ifPresent(text -> problems.add("all tasks: " + text));
    return problems;
  }

  private void facts(Task task) {
    String where = "task " + task.name();
    List<TrialResult> finals = finished(task);
    List<TrialResult> searches =
        SearchChecks.trials(table, task).stream()
            .filter(result -> result.status() == Status.OK)
            .toList();
    compare(
        where,
        "data fingerprints",
        Stream.concat(finals.stream(), searches.stream()).toList(),
        "data",
        provenance("data"));
    compare(where, "numbers of evaluated examples", finals, "eval rows", r -> "" + r.evalRows());
    compare(
        where,
        "numbers of validation examples",
        searches,
        "validation rows",
        r -> "" + r.evalRows());
    byModel(finals)
        .forEach(
            (model, results) ->
                compare(
                    where + model,
                    "heads",
                    results,
                    "head",
                    r -> Format.count(r.counts().head()) + " parameters"));
  }

  private Map<String, List<TrialResult>> byModel(List<TrialResult> results) {
    Map<String, List<TrialResult>> byModel =
        results.stream()
            .collect(
                Collectors.groupingBy(
                    result -> ", model " + result.trial().model(),
                    TreeMap::new,
                    Collectors.toList()));
    return byModel.size() == 1 ? Map.of("", results) : byModel;
  }

  private void settings(Task task) {
    String where = "task " + task.name();
    List<Entry> finals =
        table.rows().stream()
            .flatMap(row -> Stream.concat(row.all().stream(), row.failed().stream()))
            .filter(result -> result.trial().task().equals(task.name()))
            .map(result -> new Entry(table.method(result), result.trial()))
            .toList();
    for (Difference difference : SettingAxes.between(finals, name -> !OWN.contains(name))) {
      findings.add(Finding.refused(text(where, difference), columns(difference)));
    }
    for (Difference threads : SettingAxes.between(finals, TrialSettings.THREADS::equals)) {
      findings.add(
          Finding.warning(
              text(where, threads)
                  + ": their times cannot be compared, and scores differ by rounding",
              columns(threads)));
    }
    searchedAsRun(where, task, finals);
  }

  private void searchedAsRun(String where, Task task, List<Entry> finals) {
    Predicate<String> compared = name -> !OWN.contains(name);
    Map<String, List<Entry>> byMethod = new LinkedHashMap<>();
    for (TrialResult result : SearchChecks.trials(table, task)) {
      byMethod
          .computeIfAbsent(table.method(result), label -> new ArrayList<>())
          .add(new Entry("the search", result.trial()));
    }
    byMethod.forEach(
        (label, entries) -> {
          finals.stream()
              .filter(entry -> entry.label().equals(label))
              .forEach(entry -> entries.add(new Entry("the final trials", entry.trial())));
          for (Difference difference : SettingAxes.between(entries, compared)) {
            findings.add(
                Finding.refused(
                    where
                        + ", "
                        + label
                        + ": "
                        + difference.name()
                        + " differs: "
                        + difference.values()));
          }
        });
  }

  private void code() {
    List<TrialResult> all =
        Stream.concat(
                table.finished().stream(),
                table.searched().stream().filter(result -> result.status() == Status.OK))
            .toList();
    compare("results", "code versions", all, "code", provenance("code"));
    group(all, RecordedTrial::method)
        .forEach(
            (method, results) ->
                compare(
                    "method " + method,
                    "code versions",
                    results,
                    "method code",
                    provenance("method_code")));
    group(all, RecordedTrial::model)
        .forEach(
            (model, results) ->
                compare("model " + model, "weights", results, "weights", provenance("base")));
  }

  private static Map<String, List<TrialResult>> group(
      List<TrialResult> results, Function<RecordedTrial, String> by) {
    return results.stream()
        .collect(
            Collectors.groupingBy(
                result -> by.apply(result.trial()), LinkedHashMap::new, Collectors.toList()));
  }

  private void compare(
      String where,
      String what,
      List<TrialResult> results,
      String column,
      Function<TrialResult, String> value) {
    Groups groups = new Groups();
    results.forEach(result -> groups.add(value.apply(result), table.label(result)));
    if (groups.differ()) {
      findings.add(
          Finding.refused(where + ": " + what + " differ: " + groups, column(column, value)));
    }
  }

  private static String text(String where, Difference difference) {
    return where + ": methods differ in " + difference.name() + ": " + difference.values();
  }

  private ExtraColumn[] columns(Difference difference) {
    boolean shown =
        difference.name().startsWith("combinations")
            || table.rows().stream()
                .allMatch(row -> row.configuration().shown().containsKey(difference.name()));
    return shown
        ? new ExtraColumn[0]
        : new ExtraColumn[] {
          column(difference.name(), r -> TrialSettings.of(r.trial()).get(difference.name()))
        };
  }

  private static ExtraColumn column(String name, Function<TrialResult, String> value) {
    return new ExtraColumn(
        name,
        row ->
            Stream.concat(row.all().stream(), row.failed().stream())
                .map(value)
                .distinct()
                .collect(Collectors.joining("; ")));
  }

  private List<TrialResult> finished(Task task) {
    return table.rows().stream()
        .map(Row::finished)
        .map(finished -> finished.getOrDefault(task.name(), List.of()))
        .flatMap(Collection::stream)
        .toList();
  }

  private static Function<TrialResult, String> provenance(String key) {
    return result -> Objects.requireNonNullElse(result.provenance().get(key), "unknown");
  }
}
