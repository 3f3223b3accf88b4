package peftlab.report.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.report.stats.Summary;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/** Every configuration's score on every task with its t interval and its runs. */
public final class ScoreTable {
  private ScoreTable() {}

  /** The table; scores in percent. */
  public static PaperTable of(ResultTable results) {
    PaperTable.Builder table =
        new PaperTable.Builder("Scores over seeds")
            .words("task", "configuration")
            .numbers("n", "mean", "std", "95 % interval")
            .words("runs");
    for (Task task : results.tasks()) {
      for (Row row : results.rows()) {
        Summary score = row.score(task);
        Summary finished = row.finishedScore(task);
        if (finished.n() > 0 || !row.failed(task).isEmpty()) {
          double half = score.halfWidth(0.95);
          table
              .row()
              .cell(task.name())
              .cell(row.configuration().label())
              .cell(String.valueOf(finished.n()), finished.n())
              .cell(mean(score, finished), score.mean())
              .cell(score.n() > 1 ? digits(score.sd()) : "unknown", score.sd())
              .cell(score.n() > 1 ? "± " + digits(half) : "unknown", half)
              .cell(runs(row, task));
        }
      }
    }
    return table
        .note(
            "In percent. Student's t interval: for three seeds 4.30·s/√3. Runs as seed: score. ≤:"
                + " some seeds diverged; mean of the others.")
        .build();
  }

  private static String mean(Summary score, Summary finished) {
    if (finished.n() == 0) {
      return "–";
    }
    return score.n() > 0 ? digits(score.mean()) : "≤ " + digits(finished.mean());
  }

  private static String runs(Row row, Task task) {
    List<TrialResult> trials = new ArrayList<>(row.failed(task));
    trials.addAll(row.finished().getOrDefault(task.name(), List.of()));
    return trials.stream()
        .sorted(Comparator.comparingLong(result -> result.trial().settings().seed()))
        .map(result -> run(result, task))
        .collect(Collectors.joining(", "));
  }

  private static String run(TrialResult result, Task task) {
    String score =
        result.status() == Status.OK
            ? digits(result.metrics().get(task.metric().id()))
            : ScoreCell.words(result.status());
    return result.trial().settings().seed() + ": " + score;
  }

  private static String digits(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share);
  }
}
