package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.DoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A rectangle of a drawing with two axes, in which XChart draws the data.
 *
 * <p>The axes are this class's: XChart's ticks follow the data, to steps such as 7, and cannot be
 * aligned over several charts. Series are collected and appear with {@link #paintData}, in the
 * order in which they were added.
 */
final class Plot {
  static final double TICK = 4;

  private static final Color CLEAR = new Color(255, 255, 255, 0);

  private final Pen pen;
  private final Rectangle2D area;
  private final Scale xScale;
  private final Scale yScale;
  private final XYChart chart;

  /**
   * Creates one without data.
   *
   * @param pen that draws
   * @param area inside the axes; rounded to whole points, in which XChart counts
   * @param xScale range of the horizontal axis
   * @param yScale range of the vertical axis, upwards
   */
  Plot(Pen pen, Rectangle2D area, Scale xScale, Scale yScale) {
    this.pen = pen;
    this.area =
        new Rectangle2D.Double(
            Math.rint(area.getX()),
            Math.rint(area.getY()),
            Math.rint(area.getWidth()),
            Math.rint(area.getHeight()));
    this.xScale = xScale;
    this.yScale = yScale;
    chart = new XYChartBuilder().build();
    XYStyler styler = chart.getStyler();
    styler.setChartTitleVisible(false).setLegendVisible(false).setChartPadding(0);
    styler.setChartBackgroundColor(CLEAR).setPlotBackgroundColor(CLEAR);
    styler.setPlotBorderVisible(false).setPlotContentSize(1);
    styler.setAxisTitlesVisible(false).setAxisTicksVisible(false).setPlotMargin(0);
    styler.setPlotGridLinesVisible(false).setPlotTicksMarksVisible(false);
    styler.setXAxisMin(xScale.low()).setXAxisMax(xScale.high());
    styler.setYAxisMin(yScale.low()).setYAxisMax(yScale.high());
    styler.setXAxisLogarithmic(xScale.logarithmic());
  }

  Pen pen() {
    return pen;
  }

  Rectangle2D area() {
    return area;
  }

  Scale xScale() {
    return xScale;
  }

  Scale yScale() {
    return yScale;
  }

  double x(double value) {
    return area.getMinX() + xScale.share(value) * area.getWidth();
  }

  double y(double value) {
    return area.getMaxY() - yScale.share(value) * area.getHeight();
  }

  /** How much of the horizontal axis, which is linear, one point of the drawing is. */
  double xPerPoint() {
    return (xScale.high() - xScale.low()) / area.getWidth();
  }

  /** How much of the vertical axis, which is linear, one point of the drawing is. */
  double yPerPoint() {
    return (yScale.high() - yScale.low()) / area.getHeight();
  }

  /** Adds a line through points. */
  void line(List<Double> xs, List<Double> ys, Color color, BasicStroke stroke) {
    if (!xs.isEmpty()) {
      XYSeries series = series(xs, ys);
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(color).setLineStyle(stroke);
    }
  }

  /** Adds a straight line. */
  void line(double x0, double y0, double x1, double y1, Color color, BasicStroke stroke) {
    line(List.of(x0, x1), List.of(y0, y1), color, stroke);
  }

  /** Adds a point. */
  void point(double x, double y, PointMarker marker, Color color) {
    XYSeries series = series(List.of(x), List.of(y));
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    series.setMarker(marker).setMarkerColor(color);
  }

  private XYSeries series(List<Double> xs, List<Double> ys) {
    return chart.addSeries("series " + chart.getSeriesCollection().size(), xs, ys);
  }

  /** Draws all series that were added. */
  void paintData() {
    if (!chart.getSeriesCollection().isEmpty()) {
      pen.paint(chart, area);
    }
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
