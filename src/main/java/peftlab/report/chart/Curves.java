package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines through many points, each named at its right end.
 *
 * <p>A line is drawn as one path: XChart draws each piece on its own, and a dash pattern that
 * begins anew at every point looks solid. Lines of one colour differ in their dashes.
 */
final class Curves implements Overlay.Painter {
  /** Below every axis: for series that only tell XChart the range of the axes. */
  private static final double UNSEEN = -1e6;

  private static final int WIDTH = 860;
  private static final int HEIGHT = 500;
  private static final int AROUND_PLOT = 80;
  private static final int LEADER = 26;
  private static final int LINE_HEIGHT = 14;

  private record Line(
      String name, List<Double> x, List<Double> y, Color color, BasicStroke stroke) {
    double last() {
      return y.get(y.size() - 1);
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private final Map<Color, Integer> colors = new HashMap<>();

  /** Adds a line. */
  void add(String name, List<Double> x, List<Double> y, Color color) {
    int index = colors.merge(color, 1, Integer::sum) - 1;
    lines.add(new Line(Style.shortened(name), x, y, color, Palette.line(index)));
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  double least() {
    return lines.stream().flatMap(line -> line.y().stream()).mapToDouble(y -> y).min().orElse(0);
  }

  /** The lowest end of a line. */
  double leastLast() {
    return lines.stream().mapToDouble(Line::last).min().orElse(0);
  }

  double most() {
    return lines.stream().flatMap(line -> line.y().stream()).mapToDouble(y -> y).max().orElse(1);
  }

  /** The chart of all lines; its y axis is still to be given a range. */
  XYChart chart(String title, String xAxis, String yAxis, double firstX) {
    int height = Math.max(HEIGHT, lines.size() * LINE_HEIGHT + AROUND_PLOT + 20);
    XYChart chart = Style.chart(title, xAxis, yAxis, WIDTH, height);
    chart.getStyler().setLegendVisible(false);
    double lastX =
        lines.stream().mapToDouble(line -> line.x().get(line.x().size() - 1)).max().orElse(1);
    FontRenderContext fonts = new FontRenderContext(null, true, true);
    double names = 0;
    for (Line line : lines) {
      names = Math.max(names, new TextLayout(line.name(), Style.LABEL, fonts).getAdvance());
    }
    double margin = (names + LEADER + 4) / (WIDTH - AROUND_PLOT);
    XTicks.whole(chart, firstX, lastX, firstX + (lastX - firstX) / (1 - margin));
    XYSeries range =
        chart.addSeries("range", new double[] {firstX, lastX}, new double[] {UNSEEN, UNSEEN});
    range.setMarker(SeriesMarkers.NONE);
    Overlay.add(chart, this);
    return chart;
  }

  @Override
  public void paint(Overlay overlay, Graphics2D graphics) {
    double end = 0;
    Shape clip = graphics.getClip();
    graphics.clip(overlay.plot());
    for (Line line : lines) {
      Path2D path = new Path2D.Double();
      for (int i = 0; i < line.x().size(); i++) {
        double x = overlay.x(line.x().get(i));
        double y = overlay.y(line.y().get(i));
        if (i == 0) {
          path.moveTo(x, y);
        } else {
          path.lineTo(x, y);
        }
        end = Math.max(end, x);
      }
      graphics.setColor(line.color());
      graphics.setStroke(line.stroke());
      graphics.draw(path);
    }
    graphics.setClip(clip);
    names(overlay, graphics, end);
  }

  /** Writes the names in the order of the lines' ends, as near to them as they fit. */
  private void names(Overlay overlay, Graphics2D graphics, double end) {
    Rectangle2D plot = overlay.plot();
    graphics.setColor(Color.WHITE);
    graphics.fill(
        new Rectangle2D.Double(
            end + 1, plot.getMinY() - 1, plot.getMaxX() - end, plot.getHeight() + 4));
    List<Line> order = new ArrayList<>(lines);
    order.sort(Comparator.comparingDouble(Line::last).reversed());
    double[] places = places(overlay, order, plot);
    for (int i = 0; i < places.length; i++) {
      Line line = order.get(i);
      double x = overlay.x(line.x().get(line.x().size() - 1));
      graphics.setColor(line.color());
      graphics.setStroke(line.stroke());
      graphics.draw(new Line2D.Double(x, overlay.y(line.last()), end + LEADER - 4, places[i]));
      double half = Overlay.size(graphics, line.name(), Style.LABEL).getHeight() / 2;
      Overlay.text(graphics, line.name(), Style.LABEL, Palette.INK, end + LEADER, places[i] - half);
    }
  }

  private static double[] places(Overlay overlay, List<Line> order, Rectangle2D plot) {
    double[] places = new double[order.size()];
    double above = plot.getMinY() - LINE_HEIGHT / 2.0;
    for (int i = 0; i < places.length; i++) {
      places[i] = Math.max(overlay.y(order.get(i).last()), above + LINE_HEIGHT);
      above = places[i];
    }
    double below = plot.getMaxY() + LINE_HEIGHT / 2.0;
    for (int i = places.length - 1; i >= 0; i--) {
      places[i] = Math.min(places[i], below - LINE_HEIGHT);
      below = places[i];
    }
    return places;
  }
}
