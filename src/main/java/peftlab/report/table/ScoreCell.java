package peftlab.report.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.report.stats.Summary;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * A row's score on a task as a table shows it, with what became of the seeds that left none.
 *
 * <p>A diverged seed is an outcome of training, and a bad one. The mean of the others is then at
 * most an upper bound, written {@code ≤ 77.9 (1 of 3 diverged)}: it is marked neither best nor
 * tied, enters no test, no average and no chart, and is sorted last. What share of it chance would
 * have reached is not known, so no value is made up for the diverged seed. A trial that failed
 * otherwise (no memory, a full disk, a damaged line) says nothing of the method: the mean of the
 * others stands, with the failure beside it.
 */
final class ScoreCell {
  private ScoreCell() {}

  /** Such as {@code 77.5 ± 0.8}, {@code ≤ 77.9 (1 of 3 diverged)} or {@code – (3 of 3 failed)}. */
  static String text(Row row, Task task) {
    Summary finished = row.finishedScore(task);
    String failures = failures(row, task);
    if (failures.isEmpty()) {
      return Format.score(finished);
    }
    boolean bound = finished.n() > 0 && row.diverged(task) > 0;
    String score = bound ? "≤ " + Format.percent(finished.mean()) : Format.score(finished);
    return score + " (" + failures + ")";
  }

  /** The number that the cell is sorted by. */
  static double value(Row row, Task task) {
    return row.diverged(task) > 0 ? Double.NEGATIVE_INFINITY : row.score(task).mean();
  }

  /** Such as {@code 1 of 3 diverged}; empty where every seed left a score. */
  static String failures(Row row, Task task) {
    Map<Status, Integer> counts = new TreeMap<>();
    row.failed(task).forEach(result -> counts.merge(result.status(), 1, Integer::sum));
    int all = row.finishedScore(task).n() + row.failed(task).size();
    List<String> parts = new ArrayList<>();
    counts.forEach(
        (status, count) ->
            parts.add(count + (parts.isEmpty() ? " of " + all : "") + " " + words(status)));
    return String.join(", ", parts);
  }

  /** How a trial ended, in words. */
  static String words(Status status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
