package peftlab.report.chart;

import java.util.List;
import java.util.Optional;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;

/** One kind of chart, a service: a new kind is one class and one service line. */
public interface ChartKind {
  /** The place of its charts in a report, which shows the lowest first; no two kinds share one. */
  int place();

  /**
   * Draws the charts of this kind that a table has the data for.
   *
   * @param table the results
   * @return the charts, in the order of the tasks; empty if there is nothing to draw
   */
  List<Chart> of(ResultTable table);

  /** Draws one chart of one task. */
  @FunctionalInterface
  interface OfTask {
    /** The chart, in files of this name; empty if the task lacks the data. */
    Optional<Chart> of(ResultTable table, Task task, String name);
  }

  /** Draws one chart for each task that has the data, in files named after the task. */
  static List<Chart> byTask(ResultTable table, String name, OfTask chart) {
    return table.tasks().stream()
        .flatMap(task -> chart.of(table, task, table.fileName(name, task)).stream())
        .toList();
  }
}
