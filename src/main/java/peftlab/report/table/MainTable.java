package peftlab.report.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peftlab.experiment.results.TrialResult;
import peftlab.report.stats.Summary;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/** Methods × tasks with what they cost: the table that a paper would print. */
public final class MainTable {
  private MainTable() {}

  /** Lays out {@code results}; scores in percent; {@code warnings} are among its notes. */
  public static PaperTable of(
      String title, ResultTable results, Marks marks, List<String> warnings) {
    return of(title, results, marks, warnings, List.of());
  }

  /** The same with {@code extras} beside each row's setting. */
  public static PaperTable of(
      String title,
      ResultTable results,
      Marks marks,
      List<String> warnings,
      List<ExtraColumn> extras) {
    List<Task> tasks = results.tasks();
    boolean average = tasks.size() > 1;
    boolean settings =
        results.rows().stream().anyMatch(row -> !row.configuration().setting().isEmpty());
    PaperTable.Builder table = new PaperTable.Builder(title).words("method");
    if (settings) {
      table.words("setting");
    }
    extras.forEach(extra -> table.words(extra.name()));
    for (Task task : tasks) {
      table.numbers(task.name() + " " + task.metric().label());
    }
    if (average) {
      table.numbers("average");
    }
    boolean timed = Measures.timed(results.finished());
    table.numbers("n", "trained", "head", "memory");
    if (timed) {
      table.numbers("time");
    }
    for (Row row : results.rows()) {
      table.row().cell(row.configuration().method());
      if (settings) {
        table.cell(row.configuration().setting());
      }
      extras.forEach(extra -> table.cell(extra.value().apply(row)));
      for (Task task : tasks) {
        table.cell(ScoreCell.text(row, task), ScoreCell.value(row, task), marks.of(row, task));
      }
      if (average) {
        double mean = average(row, tasks);
        table.cell(Double.isNaN(mean) ? "–" : Format.percent(mean), mean);
      }
      costs(table, row, tasks);
      if (timed) {
        double seconds = Measures.mean(row.all(), result -> result.timing().trainSeconds());
        table.cell(Double.isNaN(seconds) ? "–" : Format.seconds(seconds), seconds);
      }
    }
    notes(results, tasks, timed).forEach(table::note);
    marks.notes().forEach(table::note);
    warnings.forEach(warning -> table.note("Warning: " + warning + "."));
    return table.build();
  }

  private static void costs(PaperTable.Builder table, Row row, List<Task> tasks) {
    List<TrialResult> trials = row.all();
    double trained = Measures.mean(trials, result -> result.counts().trained());
    double head = Measures.mean(trials, result -> result.counts().head());
    double memory = Measures.totalMemory(trials, TrialResult::memory);
    table.cell(runs(row, tasks));
    table.cell(Measures.count(trials, result -> result.counts().trained()), trained);
    table.cell(Measures.count(trials, result -> result.counts().head()), head);
    table.cell(Measures.shown(trials), memory);
  }

  private static double average(Row row, List<Task> tasks) {
    return tasks.stream().mapToDouble(task -> row.score(task).mean()).sum() / tasks.size();
  }

  private static String runs(Row row, List<Task> tasks) {
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (Task task : tasks) {
      int n = row.finishedScore(task).n();
      least = Math.min(least, n);
      most = Math.max(most, n);
    }
    return least >= most ? String.valueOf(most) : least + "–" + most;
  }

  private static List<String> notes(ResultTable results, List<Task> tasks, boolean timed) {
    List<String> notes = new ArrayList<>();
    List<Integer> runs = new ArrayList<>();
    for (Row row : results.rows()) {
      tasks.stream().map(row::finishedScore).map(Summary::n).filter(n -> n > 0).forEach(runs::add);
    }
    boolean single = runs.contains(1);
    boolean several = runs.stream().anyMatch(n -> n > 1);
    if (several) {
      notes.add(
          "Scores in percent: mean ± standard deviation over n seeds"
              + (single ? "; n = 1: one run, so the spread over seeds is unknown." : "."));
    } else if (single) {
      notes.add("Scores in percent. n = 1: one run each, so the spread over seeds is unknown.");
    }
    notes.add(
        "trained: trainable parameters without the classification head; memory: peak memory of the"
            + " tensors"
            + (timed ? "; time: training time." : "."));
    if (!timed && !results.finished().isEmpty()) {
      notes.add(
          "No times are shown: trials ran at the same time, so their times cannot be compared.");
    }
    if (Measures.lackTeacher(results.finished())) {
      notes.add("+ teacher: an older result, which does not include the teacher's memory.");
    }
    if (results.rows().stream().anyMatch(row -> tasks.stream().anyMatch(t -> bound(row, t)))) {
      notes.add(
          "≤: some seeds diverged; the mean of the others is an upper bound. Such a score is not"
              + " marked, tested, averaged or drawn.");
    }
    for (RateSearch search : results.searches()) {
      if (search.finished().isEmpty()) {
        notes.add(
            "%s: no score on %s, because every learning rate failed (%d tried)."
                .formatted(
                    search.configuration().label(), search.task(), search.attempts().size()));
      }
    }
    for (Row row : results.rows()) {
      Map<String, Integer> reasons = new TreeMap<>();
      for (TrialResult failed : row.failed()) {
        reasons.merge(reason(failed), 1, Integer::sum);
      }
      reasons.forEach(
          (reason, count) ->
              notes.add(
                  "%s: %d %s left no score (%s)."
                      .formatted(
                          row.configuration().label(),
                          count,
                          count == 1 ? "trial" : "trials",
                          reason)));
    }
    return notes;
  }

  private static boolean bound(Row row, Task task) {
    return row.diverged(task) > 0 && row.finishedScore(task).n() > 0;
  }

  private static String reason(TrialResult failed) {
    String status = ScoreCell.words(failed.status());
    return failed.reason() == null || failed.reason().isBlank()
        ? status
        : status + ": " + failed.reason();
  }
}
