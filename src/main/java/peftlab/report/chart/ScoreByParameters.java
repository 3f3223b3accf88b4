package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peftlab.report.table.Format;
import peftlab.report.table.Measures;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * Scores beside trained parameters: a line for each configuration, the best first, its score on one
 * axis and its parameters on another, so that methods of one size do not cover each other.
 */
final class ScoreByParameters {
  private static final int ROW = 24;
  private static final int PARAMETERS = 130;
  private static final int GAP = 26;
  private static final int BELOW = 42;
  private static final double LONGEST_NAME = 190;

  private static final PointMarker COUNT = PointMarker.of(Glyph.CIRCLE, 4);
  private static final Palette.Look LOOK = Palette.look(0);

  private record Line(String name, boolean control, long parameters, Estimate estimate) {}

  private final List<Line> lines;
  private final Heading heading;
  private final Scale scores;
  private final Scale parameters;
  private final String metric;

  private ScoreByParameters(String title, String metric, List<Line> lines, String leftOut) {
    this.lines = lines;
    this.metric = metric;
    List<Estimate> estimates = lines.stream().map(Line::estimate).toList();
    boolean controls = lines.stream().anyMatch(Line::control);
    heading =
        new Heading(
            title,
            Estimate.key(estimates)
                + " Trained parameters: without the head."
                + (controls ? " Dotted line: score of training only the head." : "")
                + leftOut);
    scores =
        Scale.around(
            estimates.stream().mapToDouble(Estimate::least).min().orElseThrow(),
            estimates.stream().mapToDouble(Estimate::most).max().orElseThrow(),
            6);
    List<Long> trained = lines.stream().map(Line::parameters).filter(count -> count > 0).toList();
    parameters =
        Scale.decades(
            trained.stream().mapToLong(count -> count).min().orElseThrow() / 2.0,
            trained.stream().mapToLong(count -> count).max().orElseThrow() * 2.0);
  }

  /** Draws this chart in every report. */
  public static final class Kind implements ChartKind {
    @Override
    public int place() {
      return 10;
    }

    @Override
    public List<Chart> of(ResultTable table) {
      return ChartKind.byTask(table, "score-by-parameters", ScoreByParameters::of);
    }
  }

  static Optional<Chart> of(ResultTable table, Task task, String name) {
    List<Line> lines = new ArrayList<>();
    for (Row row : table.rows()) {
      if (row.score(task).n() > 0) {
        long trained = Measures.trained(row.finished().get(task.name()));
        lines.add(
            new Line(row.configuration().label(), trained == 0, trained, Estimate.of(row, task)));
      }
    }
    if (lines.stream().allMatch(Line::control)) {
      return Optional.empty();
    }
    lines.sort(Comparator.comparingDouble((Line line) -> -line.estimate().mean()));
    String metric = task.metric().label();
    String title = task.name() + ": " + metric + " and trained parameters";
    ScoreByParameters chart =
        new ScoreByParameters(
            title, task.metric().axis(), lines, LeftOut.diverged(table, List.of(task)));
    String description =
        lines.stream()
            .map(
                line ->
                    "%s: %s, %s parameters"
                        .formatted(
                            line.name(), line.estimate().words(), Format.count(line.parameters())))
            .collect(
                Collectors.joining(
                    "; ", "Best first. ", "." + LeftOut.diverged(table, List.of(task))));
    int height = chart.heading.bottom() + ROW * lines.size() + BELOW;
    return Optional.of(new Chart(name, title, description, new Drawing(height, chart::paint)));
  }

  private void paint(Pen pen) {
    heading.paint(pen);
    double widest =
        lines.stream().mapToDouble(line -> Pen.width(line.name(), Pen.TEXT)).max().orElse(0);
    double left = Drawing.MARGIN + Math.min(widest, LONGEST_NAME) + 10;
    double right = Drawing.WIDTH - Drawing.MARGIN - 8;
    double top = heading.bottom();
    double height = ROW * lines.size();
    double split = right - PARAMETERS;
    Scale rows = Scale.exact(0, lines.size(), 1);
    Plot score =
        new Plot(pen, new Rectangle2D.Double(left, top, split - GAP - left, height), scores, rows);
    Plot size =
        new Plot(pen, new Rectangle2D.Double(split, top, PARAMETERS, height), parameters, rows);
    for (int i = 1; i < lines.size(); i += 2) {
      pen.fill(
          new Rectangle2D.Double(
              Drawing.MARGIN, top + i * ROW, Drawing.WIDTH - 2 * Drawing.MARGIN, ROW),
          Palette.SHADE);
    }
    score.verticals();
    size.verticals();
    score.xAxis(scores::plain);
    size.xAxis(Format::shortCount);
    double titles = top + height + BELOW - 12;
    pen.center(metric, score.area().getCenterX(), titles, Pen.TEXT, Palette.INK);
    pen.center("trained parameters", size.area().getCenterX(), titles, Pen.TEXT, Palette.INK);
    for (Line line : lines) {
      if (line.control()) {
        double x = line.estimate().mean();
        BasicStroke dotted = Pen.dashed(1.2, new float[] {2, 3});
        score.line(x, 0, x, lines.size(), Palette.MUTED, dotted);
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      add(score, size, lines.get(i), lines.size() - i - 0.5);
    }
    score.paintData();
    size.paintData();
  }

  /** Adds one line; {@code row} is its place, counted from the bottom. */
  private static void add(Plot score, Plot size, Line line, double row) {
    Pen pen = score.pen();
    double y = score.y(row);
    String name = Heading.fitting(line.name(), Pen.TEXT, LONGEST_NAME);
    pen.right(name, score.area().getMinX() - 8, y, Pen.TEXT, Palette.INK);
    line.estimate().add(score, false, row, LOOK);
    if (line.parameters() > 0) {
      double count = line.parameters();
      size.line(size.xScale().low(), row, count, row, Palette.BACKDROP, Pen.solid(1));
      size.point(count, row, COUNT, Palette.VERMILLION);
    } else {
      pen.left("none", size.area().getMinX() + 3, y, Pen.TEXT, Palette.MUTED);
    }
  }
}
