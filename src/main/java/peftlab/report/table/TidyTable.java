package peftlab.report.table;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peftlab.experiment.results.TrialResult;
import peftlab.report.stats.Summary;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvWriteOptions;

/**
 * A results table for programs: one line per configuration and task, plain numbers, no rounding.
 */
public final class TidyTable {
  private TidyTable() {}

  /**
   * The table. Scores are shares in [0, 1] ({@code mcc}: [−1, 1]), sizes bytes, times seconds;
   * {@code against_best} says how the best of the task compares; {@code lacks_teacher} is true
   * where the memory of a student leaves its teacher's out, {@code shared_machine} where trials ran
   * beside each other, so that times say little; what is unknown is empty.
   *
   * <p>{@code failed} counts all trials without a score, {@code diverged} those of them that
   * diverged. Where one did, {@code mean} is empty: {@code finished_mean}, over the {@code n} seeds
   * that ended well, is then no more than an upper bound.
   */
  public static Table of(ResultTable results, Marks marks) {
    StringColumn method = StringColumn.create("method");
    StringColumn setting = StringColumn.create("setting");
    StringColumn task = StringColumn.create("task");
    StringColumn metric = StringColumn.create("metric");
    IntColumn n = IntColumn.create("n");
    IntColumn failed = IntColumn.create("failed");
    IntColumn diverged = IntColumn.create("diverged");
    DoubleColumn mean = DoubleColumn.create("mean");
    DoubleColumn sd = DoubleColumn.create("std");
    DoubleColumn interval = DoubleColumn.create("ci95_half_width");
    DoubleColumn others = DoubleColumn.create("finished_mean");
    StringColumn mark = StringColumn.create("against_best");
    Map<String, Column<?>> measures = new LinkedHashMap<>();
    Table table =
        Table.create("results", method, setting, task, metric, n, failed, diverged, mean, sd);
    table.addColumns(interval, others, mark);
    for (Row row : results.rows()) {
      for (Task of : results.tasks()) {
        List<TrialResult> trials = row.finished().getOrDefault(of.name(), List.of());
        int failures = row.failed(of).size();
        if (trials.isEmpty() && failures == 0) {
          continue;
        }
        Summary score = row.score(of);
        method.append(row.configuration().method());
        setting.append(row.configuration().fullSetting());
        task.append(of.name());
        metric.append(of.metric().id());
        n.append(trials.size());
        failed.append(failures);
        diverged.append(row.diverged(of));
        mean.append(score.mean());
        sd.append(score.sd());
        interval.append(score.halfWidth(0.95));
        others.append(row.finishedScore(of).mean());
        mark.append(score.n() == 0 ? "" : name(marks.of(row, of)));
        appendMeasures(measures, trials);
      }
    }
    measures.values().forEach(table::addColumns);
    return table;
  }

  private static String name(Mark mark) {
    return switch (mark) {
      case NONE -> "worse";
      case BEST -> "best";
      case TIE -> "tied";
      case UNTESTED -> "not tested";
    };
  }

  private static void appendMeasures(Map<String, Column<?>> columns, List<TrialResult> trials) {
    counted(columns, "trained", Measures.mean(trials, r -> r.counts().trained()));
    counted(columns, "head", Measures.mean(trials, r -> r.counts().head()));
    counted(columns, "stored", Measures.mean(trials, r -> r.counts().stored()));
    counted(columns, "total", Measures.mean(trials, r -> r.counts().total()));
    Measures.memory(trials, TrialResult::memory)
        .forEach((category, bytes) -> counted(columns, category + "_bytes", bytes));
    counted(columns, "memory_bytes", Measures.totalMemory(trials, TrialResult::memory));
    counted(columns, "predicted_bytes", Measures.totalMemory(trials, TrialResult::predictedMemory));
    counted(columns, "peak_rss_bytes", Measures.mean(trials, TrialResult::peakRssBytes));
    counted(columns, "adapter_bytes", Measures.mean(trials, TrialResult::adapterBytes));
    said(columns, "lacks_teacher", trials, Measures.lackTeacher(trials));
    said(columns, "shared_machine", trials, !Measures.timed(trials));
    measured(columns, "train_s", Measures.mean(trials, r -> r.timing().trainSeconds()));
    measured(columns, "step_ms", Measures.mean(trials, r -> r.timing().stepMillisMedian()));
    measured(columns, "tokens_per_s", Measures.mean(trials, r -> r.timing().tokensPerSecond()));
  }

  private static void said(
      Map<String, Column<?>> columns, String name, List<TrialResult> trials, boolean value) {
    StringColumn column =
        (StringColumn) columns.computeIfAbsent(name, key -> StringColumn.create(key));
    column.append(trials.isEmpty() ? "" : String.valueOf(value));
  }

  private static void counted(Map<String, Column<?>> columns, String name, double value) {
    LongColumn column = (LongColumn) columns.computeIfAbsent(name, key -> LongColumn.create(key));
    if (Double.isNaN(value)) {
      column.appendMissing();
    } else {
      column.append(Math.round(value));
    }
  }

  private static void measured(Map<String, Column<?>> columns, String name, double value) {
    ((DoubleColumn) columns.computeIfAbsent(name, key -> DoubleColumn.create(key))).append(value);
  }

  /** The table as CSV with a header line. */
  public static String csv(ResultTable results, Marks marks) {
    StringWriter writer = new StringWriter();
    of(results, marks).write().usingOptions(CsvWriteOptions.builder(writer).build());
    return writer.toString();
  }
}
