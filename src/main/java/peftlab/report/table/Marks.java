package peftlab.report.table;

import java.util.List;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/** Decides which scores stand out. */
@FunctionalInterface
public interface Marks {
  /** The mark of {@code row}'s score in {@code task}. */
  Mark of(Row row, Task task);

  /** Why scores could not be compared, a sentence each; none by default. */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Marks the highest mean of each task, and no ties. Beside means of several runs a single run is
   * not the best, however high: its spread over seeds is unknown.
   */
  static Marks best(ResultTable table) {
    return (row, task) -> {
      boolean several = table.rows().stream().anyMatch(other -> other.score(task).n() > 1);
      double best =
          table.rows().stream()
              .filter(other -> !several || other.score(task).n() > 1)
              .mapToDouble(other -> other.score(task).mean())
              .filter(mean -> !Double.isNaN(mean))
              .max()
              .orElse(Double.NaN);
      boolean comparable = !several || row.score(task).n() > 1;
      return comparable && row.score(task).mean() == best ? Mark.BEST : Mark.NONE;
    };
  }
}
