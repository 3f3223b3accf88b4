package peftlab.report.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Horizontal bars with a name each, made of parts; XChart stacks only vertical ones, under which
 * long names do not fit.
 */
final class StackedBars implements Overlay.Painter {

  /**
   * One bar.
   *
   * @param name written left of it; empty for a second bar of the same name
   * @param parts lengths of its parts, from the left
   * @param label written right of it
   * @param pale whether it is drawn lighter
   */
  record Bar(String name, List<Double> parts, String label, boolean pale) {
    double length() {
      return parts.stream().mapToDouble(part -> part).sum();
    }
  }

  private static final int THICK = 15;
  private static final int NEXT = 24;
  private static final int SAME = 16;

  private final List<Bar> bars;
  private final List<Color> colors;

  private StackedBars(List<Bar> bars, List<Color> colors) {
    this.bars = bars;
    this.colors = colors;
  }

  /** A chart of {@code bars}; {@code parts} names their parts in the legend. */
  static XYChart chart(
      String title, String axis, List<Bar> bars, List<String> parts, List<Color> colors) {
    int inside = 12;
    double longest = 0;
    for (Bar bar : bars) {
      inside += bar.name().isEmpty() ? SAME : NEXT;
      longest = Math.max(longest, bar.length());
    }
    XYChart chart = Style.chart(title, axis, "", 860, inside + 92);
    int names = bars.stream().mapToInt(bar -> width(bar.name())).max().orElse(0);
    chart.getStyler().setYAxisTicksVisible(true).setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setYAxisLeftWidthHint(names + 16);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(longest > 0 ? longest * 1.14 : 1);
    chart.setCustomYAxisTickLabelsFormatter(value -> " ");
    chart.getStyler().setAxisTicksMarksVisible(false);
    for (int part = 0; part < parts.size(); part++) {
      XYSeries series =
          chart.addSeries(parts.get(part), new double[] {-1, -1}, new double[] {-1, -1});
      series.setMarker(SeriesMarkers.SQUARE);
      series.setMarkerColor(colors.get(part));
      series.setLineColor(Color.WHITE);
      series.setLineWidth(0);
    }
    chart.getStyler().setLegendVisible(parts.size() > 1);
    Overlay.add(chart, new StackedBars(bars, colors));
    return chart;
  }

  private static int width(String text) {
    BufferedImage scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scratch.createGraphics();
    try {
      return graphics.getFontMetrics(Style.LABEL).stringWidth(text);
    } finally {
      graphics.dispose();
    }
  }

  @Override
  public void paint(Overlay overlay, Graphics2D graphics) {
    double y = overlay.plot().getMinY() + 6;
    double gap = (NEXT - THICK) / 2.0;
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      y += bar.name().isEmpty() ? 0 : gap;
      bar(overlay, graphics, bar, y);
      boolean sameNext = i + 1 < bars.size() && bars.get(i + 1).name().isEmpty();
      y += sameNext ? SAME : THICK + gap;
    }
  }

  private void bar(Overlay overlay, Graphics2D graphics, Bar bar, double y) {
    double from = 0;
    for (int part = 0; part < bar.parts().size(); part++) {
      double to = from + bar.parts().get(part);
      Rectangle2D box =
          new Rectangle2D.Double(overlay.x(from), y, overlay.x(to) - overlay.x(from), THICK - 1);
      graphics.setColor(bar.pale() ? pale(colors.get(part)) : colors.get(part));
      graphics.fill(box);
      from = to;
    }
    Font font = Style.LABEL;
    double middle = y + (THICK - 1) / 2.0 - Overlay.size(graphics, "0", font).getHeight() / 2;
    if (!bar.name().isEmpty()) {
      double left = overlay.plot().getMinX() - 8;
      double width = Overlay.size(graphics, bar.name(), font).getWidth();
      Overlay.text(graphics, bar.name(), font, Palette.INK, left - width, middle);
    }
    if (!bar.label().isEmpty()) {
      Overlay.text(graphics, bar.label(), font, Palette.INK, overlay.x(from) + 5, middle);
    }
  }

  private static Color pale(Color color) {
    return new Color(
        255 - (255 - color.getRed()) * 2 / 5,
        255 - (255 - color.getGreen()) * 2 / 5,
        255 - (255 - color.getBlue()) * 2 / 5);
  }
}
