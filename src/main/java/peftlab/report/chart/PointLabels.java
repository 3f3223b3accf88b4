package peftlab.report.chart;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes names beside points so that no name covers a point, an error bar, a line or another name.
 *
 * <p>Each label in turn takes the cheapest of 24 places around its point; one that has to go far
 * gets a thin line to its point.
 */
final class PointLabels implements Overlay.Painter {

  /**
   * A point with its name.
   *
   * @param x value on the x axis
   * @param y value on the y axis
   * @param spread half the length of its error bar, on the y axis
   * @param text its name; empty for none
   */
  record Point(double x, double y, double spread, String text) {}

  private static final double MARKER = 6;
  private static final int[][] DIRECTIONS = {
    {1, 0}, {1, -1}, {1, 1}, {-1, 0}, {-1, -1}, {-1, 1}, {0, -1}, {0, 1}
  };
  private static final double[] DISTANCES = {9, 17, 30};

  private final List<Point> points;
  private final List<double[]> lines;

  /**
   * Labels for {@code points}.
   *
   * @param lines further obstacles: x0, y0, x1, y1 in values of the axes
   */
  PointLabels(List<Point> points, List<double[]> lines) {
    this.points = points;
    this.lines = lines;
  }

  @Override
  public void paint(Overlay overlay, Graphics2D graphics) {
    List<Rectangle2D> taken = new ArrayList<>();
    for (Point point : points) {
      double x = overlay.x(point.x());
      double y = overlay.y(point.y());
      taken.add(new Rectangle2D.Double(x - MARKER, y - MARKER, 2 * MARKER, 2 * MARKER));
      double top = overlay.y(point.y() + point.spread());
      double bottom = overlay.y(point.y() - point.spread());
      taken.add(new Rectangle2D.Double(x - 4, top, 8, Math.max(1, bottom - top)));
    }
    List<Line2D> drawn = new ArrayList<>();
    for (double[] line : lines) {
      drawn.add(
          new Line2D.Double(
              overlay.x(line[0]), overlay.y(line[1]), overlay.x(line[2]), overlay.y(line[3])));
    }
    Rectangle2D plot = overlay.plot();
    for (Point point : points) {
      if (!point.text().isEmpty()) {
        place(overlay, graphics, point, plot, taken, drawn);
      }
    }
  }

  private static void place(
      Overlay overlay,
      Graphics2D graphics,
      Point point,
      Rectangle2D plot,
      List<Rectangle2D> taken,
      List<Line2D> lines) {
    double x = overlay.x(point.x());
    double y = overlay.y(point.y());
    Rectangle2D size = Overlay.size(graphics, point.text(), Style.LABEL);
    Rectangle2D best = null;
    double distance = 0;
    double least = Double.POSITIVE_INFINITY;
    for (double away : DISTANCES) {
      for (int i = 0; i < DIRECTIONS.length; i++) {
        Rectangle2D box = box(x, y, size, DIRECTIONS[i], away);
        double cost = cost(box, plot, taken, lines) + away * 2 + i * 0.5;
        if (cost < least) {
          least = cost;
          best = box;
          distance = away;
        }
      }
    }
    if (distance > DISTANCES[1]) {
      graphics.setColor(Palette.MUTED);
      graphics.setStroke(Overlay.stroke(0.7f));
      double endX = Math.max(best.getMinX(), Math.min(best.getMaxX(), x));
      double endY = Math.max(best.getMinY(), Math.min(best.getMaxY(), y));
      graphics.draw(new Line2D.Double(x, y, endX, endY));
    }
    Overlay.text(graphics, point.text(), Style.LABEL, Palette.INK, best.getX(), best.getY());
    taken.add(best);
  }

  private static Rectangle2D box(
      double x, double y, Rectangle2D size, int[] direction, double away) {
    double step = direction[0] != 0 && direction[1] != 0 ? away * 0.7 : away;
    double centerX = x + direction[0] * (step + size.getWidth() / 2);
    double centerY = y + direction[1] * (step + size.getHeight() / 2);
    return new Rectangle2D.Double(
        centerX - size.getWidth() / 2,
        centerY - size.getHeight() / 2,
        size.getWidth(),
        size.getHeight());
  }

  private static double cost(
      Rectangle2D box, Rectangle2D plot, List<Rectangle2D> taken, List<Line2D> lines) {
    double cost = plot.contains(box) ? 0 : 10_000;
    for (Rectangle2D other : taken) {
      Rectangle2D common = box.createIntersection(other);
      if (common.getWidth() > 0 && common.getHeight() > 0) {
        cost += 200 + common.getWidth() * common.getHeight();
      }
    }
    for (Line2D line : lines) {
      cost += line.intersects(box) ? 60 : 0;
    }
    return cost;
  }
}
