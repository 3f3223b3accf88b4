package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.XYChart;

/** Draws lines, shapes and text, in points of the drawing from its left top corner. */
final class Pen {
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 12);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);

  private static final FontRenderContext FONTS = new FontRenderContext(null, true, true);

  /** From the middle of a line of text down to its baseline, as a share of the font's size. */
  private static final double BASELINE = 0.36;

  private final Graphics2D graphics;

  Pen(Graphics2D graphics) {
    this.graphics = graphics;
  }

  void line(double x0, double y0, double x1, double y1, Color color, double width) {
    stroke(new Line2D.Double(x0, y0, x1, y1), color, solid(width));
  }

  void stroke(Shape shape, Color color, BasicStroke stroke) {
    graphics.setColor(color);
    graphics.setStroke(stroke);
    graphics.draw(shape);
  }

  void fill(Shape shape, Color color) {
    graphics.setColor(color);
    graphics.fill(shape);
  }

  /** Has XChart paint {@code chart} with {@code area} as its frame. */
  void paint(XYChart chart, Rectangle2D area) {
    Graphics2D inside = (Graphics2D) graphics.create();
    inside.translate(area.getX(), area.getY());
    chart.paint(inside, (int) Math.round(area.getWidth()), (int) Math.round(area.getHeight()));
    inside.dispose();
  }

  /** Text that begins at {@code x}; {@code y} is the middle of its line. */
  void left(String text, double x, double y, Font font, Color color) {
    draw(text, font, color, AffineTransform.getTranslateInstance(x, y + baseline(font)));
  }

  /** Text that ends at {@code x}. */
  void right(String text, double x, double y, Font font, Color color) {
    left(text, x - width(text, font), y, font, color);
  }

  /** Text with its middle at {@code x}. */
  void center(String text, double x, double y, Font font, Color color) {
    left(text, x - width(text, font) / 2, y, font, color);
  }

  /** Text that runs upwards, its middle at (x, y). */
  void upwards(String text, double x, double y, Font font, Color color) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(-Math.PI / 2);
    place.translate(-width(text, font) / 2, baseline(font));
    draw(text, font, color, place);
  }

  /** Draws text as outlines: what a reader's machine has of fonts does not matter. */
  private void draw(String text, Font font, Color color, AffineTransform place) {
    if (!text.isEmpty()) {
      graphics.setColor(color);
      graphics.fill(new TextLayout(text, font, FONTS).getOutline(place));
    }
  }

  private static double baseline(Font font) {
    return BASELINE * font.getSize();
  }

  /** How wide {@code text} is. */
  static double width(String text, Font font) {
    return text.isEmpty() ? 0 : new TextLayout(text, font, FONTS).getAdvance();
  }

  /** A solid line of {@code width} points. */
  static BasicStroke solid(double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  /** A dashed line of {@code width} points; {@code dashes} null for a solid one. */
  static BasicStroke dashed(double width, float[] dashes) {
    return new BasicStroke(
        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }
}
