package peftlab.report.chart;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A rectangle of a drawing with two axes.
 *
 * @param pen that draws
 * @param area inside the axes
 * @param xScale range of the horizontal axis
 * @param yScale range of the vertical axis, upwards
 */
record Plot(Pen pen, Rectangle2D area, Scale xScale, Scale yScale) {
  static final double TICK = 4;

  double x(double value) {
    return area.getMinX() + xScale.share(value) * area.getWidth();
  }

  double y(double value) {
    return area.getMaxY() - yScale.share(value) * area.getHeight();
  }

  /** Where the values lie in the drawing. */
  List<Point2D> points(List<Double> xs, List<Double> ys) {
    List<Point2D> points = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      points.add(new Point2D.Double(x(xs.get(i)), y(ys.get(i))));
    }
    return points;
  }

  /** Grey lines at the ticks of the horizontal axis. */
  void verticals() {
    for (double tick : xScale.ticks()) {
      pen.line(x(tick), area.getMinY(), x(tick), area.getMaxY(), Palette.GRID, 1);
    }
  }

  /** Grey lines at the ticks of the vertical axis. */
  void horizontals() {
    for (double tick : yScale.ticks()) {
      pen.line(area.getMinX(), y(tick), area.getMaxX(), y(tick), Palette.GRID, 1);
    }
  }

  /** The horizontal axis at the bottom; a label that would touch the one before is left out. */
  void xAxis(DoubleFunction<String> format) {
    double bottom = area.getMaxY();
    pen.line(area.getMinX(), bottom, area.getMaxX(), bottom, Palette.AXIS, 1);
    double written = Double.NEGATIVE_INFINITY;
    for (double tick : xScale.ticks()) {
      pen.line(x(tick), bottom, x(tick), bottom + TICK, Palette.AXIS, 1);
      double half = Pen.width(format.apply(tick), Pen.TEXT) / 2;
      if (x(tick) - half > written + 5) {
        pen.center(format.apply(tick), x(tick), bottom + TICK + 9, Pen.TEXT, Palette.INK);
        written = x(tick) + half;
      }
    }
  }

  /** The vertical axis at the left. */
  void yAxis(DoubleFunction<String> format) {
    double left = area.getMinX();
    pen.line(left, area.getMinY(), left, area.getMaxY(), Palette.AXIS, 1);
    for (double tick : yScale.ticks()) {
      pen.line(left - TICK, y(tick), left, y(tick), Palette.AXIS, 1);
      pen.right(format.apply(tick), left - TICK - 4, y(tick), Pen.TEXT, Palette.INK);
    }
  }

  /** How much room the labels of a vertical axis take. */
  static double room(Scale scale, DoubleFunction<String> format) {
    double widest = 0;
    for (double tick : scale.ticks()) {
      widest = Math.max(widest, Pen.width(format.apply(tick), Pen.TEXT));
    }
    return widest + TICK + 4;
  }
}
