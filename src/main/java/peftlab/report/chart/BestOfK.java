package peftlab.report.chart;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import peftlab.report.table.Format;
import peftlab.report.table.RateSearch;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;
import peftlab.report.table.SearchTable;

/** The best validation score that k learning rates can be expected to find, as k grows. */
final class BestOfK {
  private static final int FEWEST = 8;

  private BestOfK() {}

  static Optional<Chart> of(ResultTable table, Task task, Palette palette, String name) {
    List<RateSearch> searches =
        table.searches().stream()
            .filter(search -> search.task().equals(task.name()))
            .filter(search -> search.attempts().size() >= FEWEST)
            .toList();
    if (searches.isEmpty()) {
      return Optional.empty();
    }
    Curves curves = new Curves();
    for (RateSearch search : searches) {
      List<Double> expected = SearchTable.expectedBest(search);
      curves.add(
          search.configuration().label(),
          IntStream.rangeClosed(1, expected.size()).mapToObj(k -> (double) k).toList(),
          expected.stream().map(score -> 100 * score).toList(),
          palette.color(search.configuration().method()));
    }
    String title = task.name() + ": expected best of k learning rates";
    double least = Style.cut(curves.least(), curves.leastLast());
    String metric = Format.metric(task.metric());
    String axis = "expected best " + metric + Style.validation(least > curves.least());
    XYChart chart = curves.chart(title, "k, rates tried", axis, 1);
    Style.yRange(chart, least, curves.most());
    return Optional.of(new Chart(name, title, chart));
  }
}
