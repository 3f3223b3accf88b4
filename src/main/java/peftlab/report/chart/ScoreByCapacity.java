package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import peftlab.report.table.Capacity;
import peftlab.report.table.Configuration;
import peftlab.report.table.Measures;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * Score by rank (or bottleneck, or length): a column for each size, in which the lines of all
 * methods stand beside each other. The columns are categories, not a scale.
 */
final class ScoreByCapacity {
  private static final int HEIGHT = 300;
  private static final int BELOW = 42;

  private record Control(String name, double mean) {}

  private final Map<String, SortedMap<Integer, Estimate>> lines;
  private final List<Control> controls;
  private final List<Integer> sizes;
  private final String xTitle;
  private final String yTitle;
  private final Heading heading;
  private final Legend legend;
  private final Scale scores;

  private ScoreByCapacity(
      String title,
      Map<String, SortedMap<Integer, Estimate>> lines,
      List<Control> controls,
      String xTitle,
      String yTitle,
      String leftOut) {
    this.lines = lines;
    this.controls = controls;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
    TreeSet<Integer> all = new TreeSet<>();
    lines.values().forEach(line -> all.addAll(line.keySet()));
    sizes = List.copyOf(all);
    List<Estimate> estimates =
        lines.values().stream().flatMap(line -> line.values().stream()).toList();
    heading =
        new Heading(
            title, Estimate.key(estimates) + " Sizes side by side, not to scale." + leftOut);
    double least = estimates.stream().mapToDouble(Estimate::least).min().orElseThrow();
    double most = estimates.stream().mapToDouble(Estimate::most).max().orElseThrow();
    for (Control control : controls) {
      least = Math.min(least, control.mean());
      most = Math.max(most, control.mean());
    }
    scores = Scale.around(least, most, 7);
    legend = new Legend(entries());
  }

  /** Draws this chart in every report. */
  public static final class Kind implements ChartKind {
    @Override
    public int place() {
      return 20;
    }

    @Override
    public List<Chart> of(ResultTable table) {
      return ChartKind.byTask(table, "score-by-rank", ScoreByCapacity::of);
    }
  }

  static Optional<Chart> of(ResultTable table, Task task, String name) {
    Map<String, SortedMap<Integer, Estimate>> lines = new LinkedHashMap<>();
    List<Control> controls = new ArrayList<>();
    Set<String> knobs = new LinkedHashSet<>();
    for (Row row : table.rows()) {
      Configuration configuration = row.configuration();
      Optional<String> knob = Capacity.knob(table, configuration.method());
      if (row.score(task).n() == 0) {
        continue;
      }
      Estimate estimate = Estimate.of(row, task);
      if (knob.isPresent()) {
        knobs.add(Capacity.longName(knob.get()));
        lines
            .computeIfAbsent(configuration.labelWithout(knob.get()), key -> new TreeMap<>())
            .put(Integer.parseInt(configuration.shown().get(knob.get())), estimate);
      } else if (Measures.trained(row.all()) == 0) {
        controls.add(new Control(configuration.label(), estimate.mean()));
      }
    }
    lines.values().removeIf(spots -> spots.size() < 2);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String axis = Capacity.alternatives(knobs);
    String title = task.name() + ": " + task.metric().label() + " by " + axis;
    ScoreByCapacity chart =
        new ScoreByCapacity(
            title,
            lines,
            controls,
            axis,
            task.metric().axis(),
            LeftOut.diverged(table, List.of(task)));
    double height = chart.heading.bottom() + chart.legend.height(Drawing.MARGIN) + HEIGHT + BELOW;
    return Optional.of(
        new Chart(name, title, chart.words(), new Drawing((int) Math.ceil(height), chart::paint)));
  }

  private String words() {
    return lines.entrySet().stream()
        .map(
            line ->
                line.getKey()
                    + line.getValue().entrySet().stream()
                        .map(spot -> " at " + spot.getKey() + " " + spot.getValue().words())
                        .collect(Collectors.joining(",", ":", "")))
        .collect(Collectors.joining("; ", "", "."));
  }

  private List<Legend.Entry> entries() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (String name : lines.keySet()) {
      Palette.Look look = Palette.look(entries.size());
      entries.add(
          new Legend.Entry(
              name,
              (pen, x, y) -> {
                pen.stroke(new Line2D.Double(x - 13, y, x + 13, y), look.color(), look.stroke());
                look.glyph().paint(pen, x, y, 4, look.color());
              }));
    }
    return entries;
  }

  private void paint(Pen pen) {
    heading.paint(pen);
    double top = heading.bottom();
    top += legend.paint(pen, Drawing.MARGIN, top) + 6;
    double left = Drawing.MARGIN + 18 + Plot.room(scores, scores::plain);
    double right = Drawing.WIDTH - Drawing.MARGIN;
    Rectangle2D area = new Rectangle2D.Double(left, top, right - left, HEIGHT - 6);
    Plot plot = new Plot(pen, area, Scale.exact(0, sizes.size(), 1), scores);
    for (int i = 0; i < sizes.size(); i++) {
      Rectangle2D band =
          new Rectangle2D.Double(plot.x(i), top, plot.x(1) - plot.x(0), area.getHeight());
      if (i % 2 == 1) {
        pen.fill(band, Palette.SHADE);
      }
      String size = String.valueOf(sizes.get(i));
      pen.center(size, band.getCenterX(), area.getMaxY() + 12, Pen.TEXT, Palette.INK);
    }
    plot.horizontals();
    pen.line(left, area.getMaxY(), right, area.getMaxY(), Palette.AXIS, 1);
    plot.yAxis(scores::plain);
    pen.upwards(yTitle, Drawing.MARGIN + 6, area.getCenterY(), Pen.TEXT, Palette.INK);
    pen.center(xTitle, area.getCenterX(), area.getMaxY() + 30, Pen.TEXT, Palette.INK);
    controls.forEach(control -> control(plot, control));
    int index = 0;
    for (SortedMap<Integer, Estimate> line : lines.values()) {
      add(plot, line, index++);
    }
    plot.paintData();
  }

  private void control(Plot plot, Control control) {
    double mean = control.mean();
    BasicStroke dotted = Pen.dashed(1.2, new float[] {2, 3});
    plot.line(0, mean, sizes.size(), mean, Palette.MUTED, dotted);
    plot.pen()
        .right(
            control.name(), plot.area().getMaxX() - 2, plot.y(mean) - 9, Pen.TEXT, Palette.MUTED);
  }

  private void add(Plot plot, SortedMap<Integer, Estimate> line, int index) {
    Palette.Look look = Palette.look(index);
    double share = (index + 1.0) / (lines.size() + 1);
    List<Double> xs = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    line.forEach(
        (size, estimate) -> {
          xs.add(estimate.line(plot, true, sizes.indexOf(size) + share));
          means.add(estimate.mean());
        });
    plot.line(xs, means, look.color(), look.stroke());
    line.forEach((size, estimate) -> estimate.add(plot, true, sizes.indexOf(size) + share, look));
  }
}
