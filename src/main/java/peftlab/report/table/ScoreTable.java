package peftlab.report.table;

import java.util.Locale;
import java.util.stream.Collectors;
import peftlab.experiment.TrialResult;
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
        if (score.n() > 0) {
          double half = score.halfWidth(0.95);
          table
              .row()
              .cell(task.name())
              .cell(row.configuration().label())
              .cell(String.valueOf(score.n()), score.n())
              .cell(digits(score.mean()), score.mean())
              .cell(score.n() > 1 ? digits(score.sd()) : "unknown", score.sd())
              .cell(score.n() > 1 ? "± " + digits(half) : "unknown", half)
              .cell(
                  row.finished().get(task.name()).stream()
                      .map(result -> run(result, task))
                      .collect(Collectors.joining(", ")));
        }
      }
    }
    return table
        .note("In percent. Student's t interval: for three seeds 4.30·s/√3. Runs as seed: score.")
        .build();
  }

  private static String run(TrialResult result, Task task) {
    return result.trial().settings().seed() + ": " + digits(result.metrics().get(task.metric()));
  }

  private static String digits(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share);
  }
}
