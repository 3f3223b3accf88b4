package peftlab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peftlab.experiment.results.RateChoice;
import peftlab.experiment.results.TrialResult;
import peftlab.report.table.ExtraColumn;
import peftlab.report.table.Format;
import peftlab.report.table.RateSearch;
import peftlab.report.table.RateSearch.Attempt;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * Checks that the learning rates of a task's rows were chosen with equal effort.
 *
 * <p>Every row is to have had the same number of rates, over a range as wide as that of the others:
 * where the ranges lie is a method's own affair, the ratio of highest to lowest rate is not.
 * Searches of one seed draw at the same places of their ranges, so that equal ranges give equal
 * ratios up to rounding; of other seeds, ratios vary with the draw. A search less than {@value
 * #NARROW} times as wide as the widest, in powers of ten, is refused: its rates lie twice as dense.
 * A final rate that was not tried, or was not the best of those tried, is warned of.
 */
final class SearchChecks {
  /** The least share of the widest search's powers of ten. */
  static final double NARROW = 0.5;

  private SearchChecks() {}

  static List<Finding> of(ResultTable table) {
    List<Finding> findings = new ArrayList<>();
    for (Task task : table.tasks()) {
      List<Row> rows =
          table.rows().stream().filter(row -> row.finished().containsKey(task.name())).toList();
      numbers(table, task, rows, findings);
      widths(table, task, rows, findings);
      table.rows().forEach(row -> finalRates(table, task, row, findings));
    }
    return findings;
  }

  private static Optional<RateSearch> search(ResultTable table, Task task, Row row) {
    return table.searches().stream()
        .filter(search -> search.task().equals(task.name()))
        .filter(search -> search.configuration().key().equals(row.configuration().searchKey()))
        .findFirst();
  }

  private static NavigableSet<Double> rates(ResultTable table, Task task, Row row) {
    return search(table, task, row).stream()
        .flatMap(search -> search.attempts().stream())
        .map(Attempt::lr)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void numbers(
      ResultTable table, Task task, List<Row> rows, List<Finding> findings) {
    Groups numbers = new Groups();
    rows.forEach(
        row ->
            numbers.add(
                String.valueOf(rates(table, task, row).size()), row.configuration().label()));
    if (numbers.differ()) {
      findings.add(
          Finding.refused(
              "task " + task.name() + ": numbers of learning rates tried differ: " + numbers,
              column(table, "rates", row -> String.valueOf(row.size()))));
    }
  }

  private static void widths(ResultTable table, Task task, List<Row> rows, List<Finding> findings) {
    Map<String, Double> widths = new TreeMap<>();
    for (Row row : rows) {
      NavigableSet<Double> rates = rates(table, task, row);
      if (!rates.isEmpty()) {
        widths.put(row.configuration().label(), rates.last() / rates.first());
      }
    }
    Optional<String> narrow = narrow(widths);
    narrow.ifPresent(
        text ->
            findings.add(
                Finding.refused(
                    "task " + task.name() + ": " + text,
                    column(
                        table,
                        "highest / lowest rate",
                        rates -> ratio(rates.last() / rates.first())))));
  }

  /**
   * Names the searches that are far narrower than the widest.
   *
   * @param widths by label, ratio of the highest to the lowest rate
   */
  static Optional<String> narrow(Map<String, Double> widths) {
    if (widths.isEmpty()) {
      return Optional.empty();
    }
    String widest = widths.entrySet().stream().max(Map.Entry.comparingByValue()).get().getKey();
    List<String> narrow =
        widths.entrySet().stream()
            .filter(width -> Math.log(width.getValue()) < NARROW * Math.log(widths.get(widest)))
            .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
            .map(width -> width.getKey() + " a factor of " + ratio(width.getValue()))
            .toList();
    return narrow.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "searches are not equally wide: the learning rates of %s span a factor of %s, those of %s"
                .formatted(widest, ratio(widths.get(widest)), Groups.some(narrow)));
  }

  private static void finalRates(ResultTable table, Task task, Row row, List<Finding> findings) {
    Optional<RateSearch> search = search(table, task, row);
    if (search.isEmpty()) {
      return;
    }
    NavigableSet<Double> tried = rates(table, task, row);
    Stream.concat(
            row.finished().getOrDefault(task.name(), List.of()).stream(), row.failed(task).stream())
        .map(result -> result.trial().settings().lr())
        .distinct()
        .flatMap(rate -> wrong(search.get(), tried, rate).stream())
        .map(text -> "task " + task.name() + ": " + row.configuration().label() + " " + text)
        .forEach(text -> findings.add(Finding.warning(text)));
  }

  private static Optional<String> wrong(
      RateSearch search, NavigableSet<Double> tried, double rate) {
    if (!tried.contains(rate)) {
      return Optional.of(
          "was run at learning rate %s, which its search did not try: %s"
              .formatted(
                  Format.number(rate),
                  tried.stream().map(Format::number).collect(Collectors.joining(", "))));
    }
    Optional<Attempt> best = RateChoice.best(search.attempts(), Attempt::lr, Attempt::score);
    boolean worse =
        best.isPresent()
            && search.attempts().stream()
                .filter(attempt -> attempt.lr() == rate)
                .noneMatch(attempt -> attempt.score() >= best.get().score());
    return worse
        ? Optional.of(
            "was run at learning rate %s, although %s did better in its search"
                .formatted(Format.number(rate), Format.number(best.get().lr())))
        : Optional.empty();
  }

  private static ExtraColumn column(
      ResultTable table, String name, Function<NavigableSet<Double>, String> text) {
    return new ExtraColumn(
        name,
        row ->
            table.tasks().stream()
                .map(task -> rates(table, task, row))
                .map(rates -> rates.isEmpty() ? "–" : text.apply(rates))
                .distinct()
                .collect(Collectors.joining("; ")));
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 1.1 ? "%.3f" : "%.1f", ratio);
  }

  /** The search trials of a task. */
  static List<TrialResult> trials(ResultTable table, Task task) {
    return table.searched().stream()
        .filter(result -> result.trial().task().equals(task.name()))
        .toList();
  }
}
