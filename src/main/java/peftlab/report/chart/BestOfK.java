package peftlab.report.chart;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private BestOfK() {}

  static Optional<Chart> of(ResultTable table, Task task, Palette palette, String name) {
    List<RateSearch> searches =
        table.searches().stream()
            .filter(search -> search.task().equals(task.name()))
            .filter(search -> search.attempts().size() > 1)
            .toList();
    if (searches.isEmpty()) {
      return Optional.empty();
    }
    String title = task.name() + ": expected best of k learning rates";
    String metric = Format.metric(task.metric());
    XYChart chart =
        Style.chart(
            title,
            "k, rates tried",
            "expected best " + metric + " on validation split (%)",
            860,
            500);
    List<List<Double>> curves =
        searches.stream()
            .map(SearchTable::expectedBest)
            .map(curve -> curve.stream().map(score -> 100 * score).toList())
            .toList();
    double least = curves.stream().mapToDouble(c -> c.get(0)).min().orElseThrow();
    double most = curves.stream().mapToDouble(c -> c.get(c.size() - 1)).max().orElseThrow();
    int longest = curves.stream().mapToInt(List::size).max().orElseThrow();
    Style.yRange(chart, least, most, most - least > 10 ? 5 : 1);
    XTicks.whole(chart, 1, longest);
    Map<String, Integer> drawn = new HashMap<>();
    for (int i = 0; i < curves.size(); i++) {
      String method = searches.get(i).configuration().method();
      List<Double> k =
          IntStream.rangeClosed(1, curves.get(i).size()).mapToObj(n -> (double) n).toList();
      Curve.add(
          chart,
          searches.get(i).configuration().label(),
          k,
          curves.get(i),
          palette.color(method),
          Palette.line(drawn.merge(method, 1, Integer::sum) - 1));
    }
    return Optional.of(new Chart(name, title, chart));
  }
}
