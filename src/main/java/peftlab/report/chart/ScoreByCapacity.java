package peftlab.report.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** Distance between the points of two lines at one size, as a power of two. */
  private static final double APART = 0.07;

  private ScoreByCapacity() {}

  static Optional<Chart> of(ResultTable table, Task task, Palette palette, String name) {
    Map<String, List<Spot>> lines = new LinkedHashMap<>();
    Map<String, String> methods = new HashMap<>();
    Set<String> knobs = new LinkedHashSet<>();
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
    String axis = Capacity.alternatives(knobs);
    String title = task.name() + ": " + metric + " against " + axis;
    boolean known = lines.values().stream().anyMatch(ScoreByCapacity::known);
    String unit = known ? " (%, ± std over seeds)" : " (%, one run each)";
    XYChart chart = Style.chart(title, axis, metric + unit, 760, 460);
    range(chart, lines.values().stream().flatMap(List::stream).toList());
    Map<Color, Integer> drawn = new HashMap<>();
    int place = 0;
    for (Map.Entry<String, List<Spot>> line : lines.entrySet()) {
      String method = methods.get(line.getKey());
      int index = drawn.merge(palette.color(method), 1, Integer::sum) - 1;
      double octaves = APART * (place++ - (lines.size() - 1) / 2.0);
      XYSeries series = series(chart, line.getKey(), line.getValue(), Math.pow(2, octaves));
      series.setMarker(palette.marker(method));
      series.setMarkerColor(palette.color(method));
      series.setLineColor(palette.color(method));
      series.setLineStyle(Palette.line(index));
    }
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
    Style.yRange(chart, least, most);
    XTicks.octaves(chart, low / 1.25, high * 1.25, Format::number);
  }

  private static boolean known(List<Spot> spots) {
    return spots.stream().allMatch(spot -> spot.score().n() > 1);
  }

  /** Adds a line; its error bars stand {@code aside} of those of other lines. */
  private static XYSeries series(XYChart chart, String line, List<Spot> spots, double aside) {
    List<Spot> sorted = new ArrayList<>(spots);
    sorted.sort(Comparator.comparingDouble(Spot::capacity));
    double[] x = sorted.stream().mapToDouble(spot -> spot.capacity() * aside).toArray();
    double[] y = sorted.stream().mapToDouble(spot -> 100 * spot.score().mean()).toArray();
    double[] bars = sorted.stream().mapToDouble(spot -> 100 * spot.score().sd()).toArray();
    return Style.series(chart, line, x, y, known(spots) ? bars : null);
  }
}
