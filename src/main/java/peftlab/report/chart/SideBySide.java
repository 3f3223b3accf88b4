package peftlab.report.chart;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves points that would cover each other apart along the x axis, as little as it takes.
 *
 * <p>Points count as what they are drawn as: a marker with an error bar.
 */
final class SideBySide {
  private static final double WIDTH = 11;
  private static final double MARKER = 6;
  private static final int FARTHEST = 12;

  private final List<Rectangle2D> taken = new ArrayList<>();

  /**
   * How far to the right, in points of the drawing, the next point is to be moved.
   *
   * @param x where it belongs, in points of the drawing
   * @param y the same
   * @param spread half the length of its error bar, in points
   */
  double place(double x, double y, double spread) {
    double half = Math.max(MARKER, spread);
    Rectangle2D box = new Rectangle2D.Double(x - WIDTH / 2, y - half, WIDTH, 2 * half);
    double moved = 0;
    for (int step = 0; step <= FARTHEST; step++) {
      double shift = (step % 2 == 0 ? 1 : -1) * ((step + 1) / 2) * WIDTH;
      Rectangle2D shifted =
          new Rectangle2D.Double(box.getX() + shift, box.getY(), WIDTH, box.getHeight());
      if (taken.stream().noneMatch(shifted::intersects)) {
        moved = shift;
        box = shifted;
        break;
      }
    }
    taken.add(box);
    return moved;
  }
}
