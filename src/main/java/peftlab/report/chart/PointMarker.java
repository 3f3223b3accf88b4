package peftlab.report.chart;

import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** A point of a series of XChart in one of this report's shapes. */
final class PointMarker extends Marker {
  private final Glyph glyph;
  private final double half;
  private final double outline;

  private PointMarker(Glyph glyph, double half, double outline) {
    this.glyph = glyph;
    this.half = half;
    this.outline = outline;
  }

  /** A shape about {@code 2·half} points wide. */
  static PointMarker of(Glyph glyph, double half) {
    return new PointMarker(glyph, half, 0);
  }

  /** A circle of radius {@code half} that is not filled, its line {@code outline} points wide. */
  static PointMarker ring(double half, double outline) {
    return new PointMarker(Glyph.CIRCLE, half, outline);
  }

  @Override
  public void paint(Graphics2D graphics, double x, double y, int size) {
    Pen pen = new Pen(graphics);
    if (outline > 0) {
      Ellipse2D circle = new Ellipse2D.Double(x - half, y - half, 2 * half, 2 * half);
      pen.stroke(circle, graphics.getColor(), Pen.solid(outline));
    } else {
      glyph.paint(pen, x, y, half, graphics.getColor());
    }
  }
}
