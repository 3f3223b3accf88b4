package peftlab.published;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import peftlab.Records;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.report.stats.Summary;

/**
 * The results that stand for the scores of a published table: finished, reported trials of a row's
 * method with every hyperparameter that the row gives.
 */
final class Reproduction {
  private static final double PERCENT = 100;
  private static final double CONFIDENCE = 0.95;

  private final PublishedTable table;
  private final List<TrialResult> results;

  Reproduction(PublishedTable table, List<TrialResult> results) {
    this.table = table;
    this.results =
        results.stream()
            .filter(r -> r.status() == TrialResult.Status.OK)
            .filter(r -> r.trial().phase().equals(RecordedTrial.FINAL))
            .toList();
  }

  /**
   * A score that was run.
   *
   * @param row that it stands for
   * @param task of the results
   * @param published the printed score; null where the paper has no such task
   * @param score of the seeds, in per cent
   * @param deviations from the paper's protocol
   */
  record Cell(
      PublishedTable.Row row,
      String task,
      Double published,
      Summary score,
      List<String> deviations) {

    /** Half the width of the 95 % interval of the mean; NaN for a single run. */
    double halfWidth() {
      return score.halfWidth(CONFIDENCE);
    }

    String verdict() {
      return published == null
          ? "nothing published"
          : Verdict.of(published, score.mean(), halfWidth());
    }
  }

  /** All scores that were run, row by row. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (PublishedTable.Row row : table.rows()) {
      if (!row.scores().isEmpty() && row.countable()) {
        Map<String, List<TrialResult>> byTask =
            results.stream()
                .filter(r -> stands(row, r.trial()))
                .collect(
                    Collectors.groupingBy(
                        r -> task(r.trial()), LinkedHashMap::new, Collectors.toList()));
        byTask.forEach((task, found) -> add(cells, row, task, found));
      }
    }
    return cells;
  }

  private void add(List<Cell> cells, PublishedTable.Row row, String task, List<TrialResult> found) {
    int column = table.tasks().indexOf(task);
    String metric = column < 0 ? found.get(0).metric() : table.metric(task);
    Map<String, List<TrialResult>> configurations =
        found.stream()
            .filter(r -> r.metrics().containsKey(metric))
            .collect(
                Collectors.groupingBy(
                    Reproduction::configuration, LinkedHashMap::new, Collectors.toList()));
    if (configurations.isEmpty()) {
      return;
    }
    List<TrialResult> best = List.of();
    for (List<TrialResult> runs : configurations.values()) {
      if (best.isEmpty() || score(runs, metric).mean() > score(best, metric).mean()) {
        best = runs;
      }
    }
    List<String> deviations = deviations(row, best);
    if (configurations.size() > 1) {
      deviations.add(
          "best of %d configurations, by the reported score".formatted(configurations.size()));
    }
    Double published = column < 0 ? null : row.scores().get(column);
    cells.add(new Cell(row, task, published, score(best, metric), deviations));
  }

  private static Summary score(List<TrialResult> runs, String metric) {
    return Summary.of(runs.stream().mapToDouble(r -> PERCENT * r.metrics().get(metric)).toArray());
  }

  private static String configuration(TrialResult result) {
    RecordedTrial trial = result.trial();
    return String.join(
        "|",
        trial.model(),
        trial.hyper().toString(),
        Records.with(trial.settings(), "seed", 0).toString(),
        trial.trainRows() + "/" + trial.evalRows());
  }

  private List<String> deviations(PublishedTable.Row row, List<TrialResult> runs) {
    RecordedTrial trial = runs.get(0).trial();
    List<String> deviations = new ArrayList<>();
    if (!trial.model().equals(row.model())) {
      deviations.add("base model " + trial.model() + ", not " + row.model());
    }
    if (trial.trainRows() > 0) {
      deviations.add(String.format(Locale.ROOT, "%,d training rows, not all", trial.trainRows()));
    }
    if (trial.evalRows() > 0) {
      deviations.add(
          String.format(Locale.ROOT, "scored on %,d rows, not all", runs.get(0).evalRows()));
    }
    if (runs.size() != table.seeds()) {
      deviations.add(
          "%d %s, the source has %s"
              .formatted(
                  runs.size(),
                  runs.size() == 1 ? "seed" : "seeds",
                  table.seeds() == 0 ? "not said how many" : table.seeds()));
    }
    deviations.add("mean of the last step's scores; the source: " + table.protocol());
    return deviations;
  }

  /** Whether a trial has the row's method and every hyperparameter that the row gives. */
  private static boolean stands(PublishedTable.Row row, RecordedTrial trial) {
    return trial.method().equals(row.method())
        && row.set().entrySet().stream()
            .allMatch(e -> same(e.getValue(), trial.hyper().get(e.getKey())));
  }

  private static boolean same(Object published, Object run) {
    if (published instanceof Number a && run instanceof Number b) {
      return a.doubleValue() == b.doubleValue();
    }
    return canonical(published).equals(canonical(run));
  }

  private static String canonical(Object value) {
    if (value instanceof Collection<?> list) {
      TreeSet<String> sorted = new TreeSet<>();
      list.forEach(element -> sorted.add(canonical(element)));
      return sorted.toString();
    }
    return String.valueOf(value).toLowerCase(Locale.ROOT);
  }

  /** The table's name for the task, where it has one; else the last part of the data's name. */
  private String task(RecordedTrial trial) {
    String[] parts = trial.task().split("[:/\\\\]", -1);
    String last = parts.length == 0 ? trial.task() : parts[parts.length - 1];
    return table.tasks().stream().filter(last::equalsIgnoreCase).findFirst().orElse(last);
  }
}
