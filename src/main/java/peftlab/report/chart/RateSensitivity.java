package peftlab.report.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;
import peftlab.report.table.Format;
import peftlab.report.table.RateSearch;
import peftlab.report.table.RateSearch.Attempt;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;

/** Validation score against the learning rates that a search tried; the chosen one is ringed. */
final class RateSensitivity {
  private RateSensitivity() {}

  static Optional<Chart> of(ResultTable table, Task task, Palette palette, String name) {
    List<RateSearch> searches =
        table.searches().stream()
            .filter(search -> search.task().equals(task.name()))
            .filter(search -> !search.finished().isEmpty())
            .toList();
    if (searches.isEmpty()) {
      return Optional.empty();
    }
    String metric = Format.metric(task.metric());
    String title = task.name() + ": sensitivity to the learning rate";
    List<Attempt> all = searches.stream().flatMap(search -> search.finished().stream()).toList();
    double low = all.stream().mapToDouble(Attempt::lr).min().orElseThrow();
    double high = all.stream().mapToDouble(Attempt::lr).max().orElseThrow();
    double least = 100 * all.stream().mapToDouble(Attempt::score).min().orElseThrow();
    double most = 100 * all.stream().mapToDouble(Attempt::score).max().orElseThrow();
    List<Attempt> chosen =
        searches.stream().map(RateSearch::chosen).filter(Attempt::finished).toList();
    double worst = 100 * chosen.stream().mapToDouble(Attempt::score).min().orElse(least / 100);
    double shown = Style.cut(least, worst);
    String axis = metric + Style.validation(shown > least);
    XYChart chart = Style.chart(title, "learning rate", axis, 860, 500);
    Style.yRange(chart, shown, most);
    XTicks.decades(chart, low / 1.5, high * 1.5, RateSensitivity::power);
    Map<Color, Integer> drawn = new HashMap<>();
    for (RateSearch search : searches) {
      int index = drawn.merge(palette.color(search.configuration().method()), 1, Integer::sum) - 1;
      draw(chart, search, palette, index);
    }
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Attempt attempt : chosen) {
      x.add(attempt.lr());
      y.add(100 * attempt.score());
    }
    if (!chosen.isEmpty()) {
      Rings.add(chart, x, y, "chosen");
    }
    return Optional.of(new Chart(name, title, chart));
  }

  /** A tick's rate as one digit times a power of ten, such as {@code 2e-4}. */
  private static String power(double rate) {
    int power = (int) Math.floor(Math.log10(rate) + 1e-9);
    return Math.round(rate / Math.pow(10, power)) + "e" + power;
  }

  private static void draw(XYChart chart, RateSearch search, Palette palette, int index) {
    String method = search.configuration().method();
    double[] x = search.finished().stream().mapToDouble(Attempt::lr).toArray();
    double[] y = search.finished().stream().mapToDouble(a -> 100 * a.score()).toArray();
    XYSeries series = Style.series(chart, search.configuration().label(), x, y, null);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setMarker(x.length > 40 ? SeriesMarkers.NONE : palette.marker(method));
    series.setMarkerColor(palette.color(method));
    series.setLineColor(palette.color(method));
    series.setLineStyle(Palette.line(index));
  }
}
