package peftlab.report.chart;

import java.util.function.Consumer;

/**
 * A picture of a given size.
 *
 * <p>Every chart is {@link #WIDTH} points wide, so that two fit beside each other on a page of
 * 1,280 pixels with their text at its full size.
 *
 * @param height in points
 * @param painter draws it
 */
record Drawing(int height, Consumer<Pen> painter) {
  static final int WIDTH = 590;
  static final int MARGIN = 10;

  void paint(Pen pen) {
    painter.accept(pen);
  }
}
