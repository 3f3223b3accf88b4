package peftlab.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;

/** Draws every chart that a table of results has the data for. */
public final class Charts {
  private Charts() {}

  /** The charts, in the order in which a report shows them. */
  public static List<Chart> of(ResultTable table) {
    Palette palette = new Palette(table);
    List<Optional<Chart>> charts = new ArrayList<>();
    for (Task task : table.tasks()) {
      charts.add(
          ScoreByParameters.of(table, task, palette, name("score-by-parameters", table, task)));
    }
    for (Task task : table.tasks()) {
      charts.add(ScoreByCapacity.of(table, task, palette, name("score-by-rank", table, task)));
    }
    charts.add(MemoryChart.of(table));
    charts.add(TimeChart.of(table));
    for (Task task : table.tasks()) {
      charts.add(LearningCurves.of(table, task, palette, name("learning-curves", table, task)));
    }
    return charts.stream().flatMap(Optional::stream).toList();
  }

  private static String name(String chart, ResultTable table, Task task) {
    if (table.tasks().size() == 1) {
      return chart;
    }
    String suffix = task.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    int index = table.tasks().indexOf(task);
    boolean unique =
        table.tasks().stream()
                .filter(
                    other ->
                        other
                            .name()
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9]+", "-")
                            .equals(suffix))
                .count()
            == 1;
    return chart + "-" + suffix + (unique ? "" : "-" + (index + 1));
  }
}
