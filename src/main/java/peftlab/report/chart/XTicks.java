package peftlab.report.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import org.knowm.xchart.XYChart;

/** An x axis with ticks at round values; XChart's own follow the data, to steps such as 7. */
final class XTicks implements Overlay.Painter {
  private static final int MOST = 10;
  private static final double FEW_DECADES = 2.5;

  /** XChart's own labels stay, unseen, to keep their place free. */
  private static final Color INVISIBLE = new Color(255, 255, 255, 0);

  private final List<Double> values;
  private final DoubleFunction<String> format;

  private XTicks(List<Double> values, DoubleFunction<String> format) {
    this.values = values;
    this.format = format;
  }

  /** A linear axis from {@code low} to {@code high} with ticks at whole numbers. */
  static void whole(XYChart chart, double low, double high) {
    whole(chart, low, high, high);
  }

  /** The same, with room up to {@code end} that the axis leaves free. */
  static void whole(XYChart chart, double low, double high, double end) {
    double unit = Math.pow(10, Math.floor(Math.log10((high - low) / MOST)));
    double step = unit;
    for (int factor : new int[] {2, 5, 10}) {
      step = (high - low) / step > MOST ? unit * factor : step;
    }
    step = Math.max(1, step);
    List<Double> values = new ArrayList<>();
    for (double k = Math.ceil(low / step); k * step <= high; k++) {
      values.add(k * step);
    }
    add(chart, low, end, values, value -> String.format(Locale.ROOT, "%,.0f", value));
  }

  /** A logarithmic axis with a tick at each power of ten, or at 1, 2, 5, 10 if those are few. */
  static void decades(XYChart chart, double low, double high, DoubleFunction<String> format) {
    int[] factors = Math.log10(high / low) < FEW_DECADES ? new int[] {1, 2, 5} : new int[] {1};
    List<Double> values = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high) + 1; power++) {
      for (int factor : factors) {
        values.add(factor * Math.pow(10, power));
      }
    }
    addLogarithmic(chart, low, high, values, format);
  }

  /** A logarithmic axis with a tick at each power of two. */
  static void octaves(XYChart chart, double low, double high, DoubleFunction<String> format) {
    List<Double> values = new ArrayList<>();
    for (double k = Math.floor(log2(low)); k <= log2(high); k++) {
      values.add(Math.pow(2, k));
    }
    addLogarithmic(chart, low, high, values, format);
  }

  /** Adds an axis that reaches to a power of ten: without one, XChart keeps no place for labels. */
  private static void addLogarithmic(
      XYChart chart, double low, double high, List<Double> values, DoubleFunction<String> format) {
    double below = Math.pow(10, Math.floor(Math.log10(high)));
    boolean missed = below < low;
    boolean down = missed && low / below < 10 * below / high;
    double from = down ? below / 1.01 : low;
    double to = missed && !down ? 10.1 * below : high;
    chart.getStyler().setXAxisLogarithmic(true);
    add(chart, from, to, values.stream().filter(v -> v >= from && v <= to).toList(), format);
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private static void add(
      XYChart chart, double low, double high, List<Double> values, DoubleFunction<String> format) {
    chart.getStyler().setXAxisMin(low).setXAxisMax(high);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setXAxisTickLabelsColor(INVISIBLE).setXAxisTickMarksColor(INVISIBLE);
    chart.setCustomXAxisTickLabelsFormatter(format::apply);
    Overlay.add(chart, new XTicks(values, format));
  }

  @Override
  public void paint(Overlay overlay, Graphics2D graphics) {
    Rectangle2D plot = overlay.plot();
    double bottom = plot.getMaxY();
    graphics.setColor(Palette.MUTED);
    graphics.setStroke(Overlay.stroke(1));
    graphics.draw(new Line2D.Double(plot.getMinX(), bottom, plot.getMaxX(), bottom));
    for (double value : values) {
      double x = overlay.x(value);
      graphics.setColor(Palette.MUTED);
      graphics.draw(new Line2D.Double(x, bottom, x, bottom + 5));
      String text = format.apply(value);
      double width = Overlay.size(graphics, text, Style.LABEL).getWidth();
      Overlay.text(graphics, text, Style.LABEL, Palette.INK, x - width / 2, bottom + 8);
    }
  }
}
