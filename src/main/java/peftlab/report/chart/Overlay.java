package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Annotation;
import org.knowm.xchart.style.XYStyler;

/** Something drawn over a chart, in points of the drawing, with the chart's axes at hand. */
final class Overlay extends Annotation {

  /** Draws. */
  @FunctionalInterface
  interface Painter {
    void paint(Overlay overlay, Graphics2D graphics);
  }

  private final Painter painter;

  private Overlay(Painter painter) {
    super(false);
    this.painter = painter;
  }

  static void add(XYChart chart, Painter painter) {
    chart.addAnnotation(new Overlay(painter));
  }

  @Override
  public void paint(Graphics2D graphics) {
    Stroke stroke = graphics.getStroke();
    Color color = graphics.getColor();
    painter.paint(this, graphics);
    graphics.setStroke(stroke);
    graphics.setColor(color);
  }

  /** Where a value of the x axis lies. */
  double x(double value) {
    return chart.getScreenXFromChart(value);
  }

  /**
   * Where a value of the y axis lies, or would lie beyond its ends, for which XChart's own method
   * answers wrongly. The axis is linear and its range is set, as it is in every chart here.
   */
  double y(double value) {
    XYStyler styler = (XYStyler) chart.getStyler();
    double least = styler.getYAxisMin();
    double share = (value - least) / (styler.getYAxisMax() - least);
    return plot().getMaxY() - share * plot().getHeight();
  }

  /** The plot's inside. */
  Rectangle2D plot() {
    Rectangle2D plot = new Rectangle2D.Double();
    plot.setFrameFromDiagonal(
        getXAxisScreenValueForMin(),
        getYAxisScreenValueForMin(),
        getXAxisScreenValueForMax(),
        getYAxisScreenValueForMax());
    return plot;
  }

  /** Width and height that {@code text} takes. */
  static Rectangle2D size(Graphics2D graphics, String text, Font font) {
    TextLayout layout = new TextLayout(text, font, graphics.getFontRenderContext());
    return new Rectangle2D.Double(
        0, 0, layout.getAdvance(), layout.getAscent() + layout.getDescent());
  }

  /** Draws {@code text} as outlines, as XChart does, its box's left top corner at (x, y). */
  static void text(Graphics2D graphics, String text, Font font, Color color, double x, double y) {
    TextLayout layout = new TextLayout(text, font, graphics.getFontRenderContext());
    graphics.setColor(color);
    graphics.fill(
        layout.getOutline(AffineTransform.getTranslateInstance(x, y + layout.getAscent())));
  }

  /** A solid line of {@code width} points. */
  static BasicStroke stroke(float width) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
  }
}
