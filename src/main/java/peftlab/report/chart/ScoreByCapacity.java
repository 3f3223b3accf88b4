package peftlab.report.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import peftlab.report.stats.Summary;
import peftlab.report.table.Capacity;
import peftlab.report.table.Configuration;
import peftlab.report.table.Format;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/** Score against rank (or bottleneck, or length) on a logarithmic axis: one line a method. */
final class ScoreByCapacity {
  private record Spot(double capacity, Summary score) {}

  private ScoreByCapacity() {}

  static Optional<Chart> of(ResultTable table, Task task, Palette palette, String name) {
    Map<String, List<Spot>> lines = new LinkedHashMap<>();
    Map<String, String> methods = new HashMap<>();
    TreeSet<String> knobs = new TreeSet<>();
    for (Row row : table.rows()) {
      Configuration configuration = row.configuration();
      Summary score = row.score(task);
      Optional<String> knob = Capacity.knob(table, configuration.method());
      if (score.n() > 0 && knob.isPresent()) {
        knobs.add(Capacity.longName(knob.get()));
        String line = configuration.labelWithout(knob.get());
        methods.put(line, configuration.method());
        double capacity = Double.parseDouble(configuration.shown().get(knob.get()));
        lines.computeIfAbsent(line, key -> new ArrayList<>()).add(new Spot(capacity, score));
      }
    }
    lines.values().removeIf(spots -> spots.size() < 2);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String metric = Format.metric(task.metric());
    String axis = String.join(" or ", knobs);
    String title = task.name() + ": " + metric + " against " + axis;
    XYChart chart = Style.chart(title, axis, metric + " (%)", 760, 460);
    range(chart, lines.values().stream().flatMap(List::stream).toList());
    Map<Color, Integer> drawn = new HashMap<>();
    lines.forEach(
        (line, spots) -> {
          String method = methods.get(line);
          draw(
              chart,
              line,
              method,
              drawn.merge(palette.color(method), 1, Integer::sum) - 1,
              spots,
              palette);
        });
    return Optional.of(new Chart(name, title, chart));
  }

  private static void range(XYChart chart, List<Spot> spots) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Spot spot : spots) {
      double spread = spot.score().n() > 1 ? 100 * spot.score().sd() : 0;
      least = Math.min(least, 100 * spot.score().mean() - spread);
      most = Math.max(most, 100 * spot.score().mean() + spread);
      low = Math.min(low, spot.capacity());
      high = Math.max(high, spot.capacity());
    }
    Style.yRange(chart, least, most, most - least > 10 ? 2 : 1);
    XTicks.logarithmic(chart, low / 1.2, high * 1.2, 2, Format::number);
  }

  private static void draw(
      XYChart chart, String line, String method, int index, List<Spot> spots, Palette palette) {
    List<Spot> sorted = new ArrayList<>(spots);
    sorted.sort(Comparator.comparingDouble(Spot::capacity));
    double[] x = sorted.stream().mapToDouble(Spot::capacity).toArray();
    double[] y = sorted.stream().mapToDouble(spot -> 100 * spot.score().mean()).toArray();
    boolean known = sorted.stream().allMatch(spot -> spot.score().n() > 1);
    double[] bars = sorted.stream().mapToDouble(spot -> 100 * spot.score().sd()).toArray();
    XYSeries series = known ? chart.addSeries(line, x, y, bars) : chart.addSeries(line, x, y);
    series.setMarker(palette.marker(method));
    series.setMarkerColor(palette.color(method));
    series.setLineColor(palette.color(method));
    series.setLineStyle(Palette.line(index));
  }
}
