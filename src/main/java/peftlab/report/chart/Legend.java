package peftlab.report.chart;

import java.util.List;

/** Names of a chart's looks, in as many lines as it takes. */
final class Legend {
  private static final int LINE = 20;
  private static final int SYMBOL = 26;
  private static final int GAP = 18;

  /** Draws the sample of one entry around (x, y), which is {@link #SYMBOL} wide. */
  @FunctionalInterface
  interface Symbol {
    void paint(Pen pen, double x, double y);
  }

  /** One entry. */
  public record Entry(String name, Symbol symbol) {}

  private final List<Entry> entries;

  Legend(List<Entry> entries) {
    this.entries = entries;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Draws from (left, top); returns how high it is. */
  double paint(Pen pen, double left, double top) {
    return lay(pen, left, top);
  }

  /** How high it is from {@code left} to the drawing's right margin. */
  double height(double left) {
    return lay(null, left, 0);
  }

  private double lay(Pen pen, double left, double top) {
    double x = left;
    double y = top + LINE / 2.0;
    for (Entry entry : entries) {
      double width = SYMBOL + 6 + Pen.width(entry.name(), Pen.TEXT);
      if (x > left && x + width > Drawing.WIDTH - Drawing.MARGIN) {
        x = left;
        y += LINE;
      }
      if (pen != null) {
        entry.symbol().paint(pen, x + SYMBOL / 2.0, y);
        pen.left(entry.name(), x + SYMBOL + 6, y, Pen.TEXT, Palette.INK);
      }
      x += width + GAP;
    }
    return y + LINE / 2.0 - top;
  }
}
