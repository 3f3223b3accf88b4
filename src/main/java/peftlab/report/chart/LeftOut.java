package peftlab.report.chart;

import java.util.List;
import java.util.stream.Collectors;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;

/** What a chart of scores does not show, since it has no mean. */
final class LeftOut {
  private LeftOut() {}

  /** A sentence, with a space before it, that names rows with diverged seeds; empty without any. */
  static String diverged(ResultTable table, List<Task> tasks) {
    String rows =
        table.rows().stream()
            .filter(row -> tasks.stream().anyMatch(task -> row.diverged(task) > 0))
            .map(row -> row.configuration().label())
            .collect(Collectors.joining(", "));
    return rows.isEmpty() ? "" : " Not shown because seeds diverged: " + rows + ".";
  }
}
