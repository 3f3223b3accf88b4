package peftlab.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;

/** Draws every chart that a table of results has the data for. */
public final class Charts {
  private Charts() {}

  /** The charts, in the order in which a report shows them. */
  public static List<Chart> of(ResultTable table) {
    List<Optional<Chart>> charts = new ArrayList<>();
    for (Task task : table.tasks()) {
      charts.add(ScoreByParameters.of(table, task, table.fileName("score-by-parameters", task)));
    }
    for (Task task : table.tasks()) {
      charts.add(ScoreByCapacity.of(table, task, table.fileName("score-by-rank", task)));
    }
    charts.add(MemoryChart.of(table));
    charts.add(TimeChart.of(table));
    for (Task task : table.tasks()) {
      charts.add(LearningCurves.of(table, task, table.fileName("learning-curves", task)));
    }
    for (Task task : table.tasks()) {
      charts.add(RateSensitivity.of(table, task, table.fileName("rate-sensitivity", task)));
    }
    for (Task task : table.tasks()) {
      charts.add(BestOfK.of(table, task, table.fileName("best-of-k", task)));
    }
    charts.add(CriticalDifference.of(table));
    return charts.stream().flatMap(Optional::stream).toList();
  }
}
