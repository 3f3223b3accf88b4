package peftlab.report.chart;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The shape of a point. */
enum Glyph {
  CIRCLE,
  SQUARE,
  TRIANGLE,
  DIAMOND,
  TURNED_TRIANGLE,
  CROSS,
  PLUS,
  STAR,
  BOW;

  private static final double[][] UNIT_TRIANGLE = {{0, -1.1}, {1.05, 0.8}, {-1.05, 0.8}};
  private static final double[][] UNIT_DIAMOND = {{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}};
  private static final double[][] UNIT_BOW = {{-1.1, -1}, {1.1, 1}, {1.1, -1}, {-1.1, 1}};

  /** Draws the point with its middle at (x, y), about {@code 2·half} points wide. */
  void paint(Pen pen, double x, double y, double half, Color color) {
    switch (this) {
      case CROSS -> {
        pen.line(x - half, y - half, x + half, y + half, color, 2);
        pen.line(x - half, y + half, x + half, y - half, color, 2);
      }
      case PLUS -> plus(pen, x, y, half * 1.2, color);
      case STAR -> {
        plus(pen, x, y, half * 1.3, color);
        pen.line(x - half, y - half, x + half, y + half, color, 1.4);
        pen.line(x - half, y + half, x + half, y - half, color, 1.4);
      }
      default -> pen.fill(shape(x, y, half), color);
    }
  }

  private static void plus(Pen pen, double x, double y, double half, Color color) {
    pen.line(x - half, y, x + half, y, color, 2);
    pen.line(x, y - half, x, y + half, color, 2);
  }

  private Shape shape(double x, double y, double half) {
    return switch (this) {
      case SQUARE -> new Rectangle2D.Double(x - half * 0.9, y - half * 0.9, half * 1.8, half * 1.8);
      case TRIANGLE -> polygon(UNIT_TRIANGLE, x, y, half, 1);
      case TURNED_TRIANGLE -> polygon(UNIT_TRIANGLE, x, y, half, -1);
      case DIAMOND -> polygon(UNIT_DIAMOND, x, y, half, 1);
      case BOW -> polygon(UNIT_BOW, x, y, half, 1);
      default -> new Ellipse2D.Double(x - half, y - half, 2 * half, 2 * half);
    };
  }

  private static Shape polygon(double[][] corners, double x, double y, double half, int up) {
    Path2D path = new Path2D.Double();
    path.moveTo(x + corners[0][0] * half, y + up * corners[0][1] * half);
    for (int i = 1; i < corners.length; i++) {
      path.lineTo(x + corners[i][0] * half, y + up * corners[i][1] * half);
    }
    path.closePath();
    return path;
  }
}
