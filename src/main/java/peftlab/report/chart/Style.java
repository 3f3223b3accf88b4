package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** The look that all charts share: white, thin grey grid, legend outside, text in dark grey. */
final class Style {
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private static final int LONGEST_NAME = 36;
  private static final int LONGEST_TITLE = 80;
  private static final double FARTHEST_BELOW = 10;

  private Style() {}

  static XYChart chart(String title, String x, String y, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(shortened(title, LONGEST_TITLE))
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartPadding(12);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(TITLE).setChartFontColor(Palette.INK);
    styler.setChartTitlePadding(8);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE).setLegendFont(LABEL).setLegendSeriesLineLength(40);
    styler.setPlotContentSize(1);
    styler.setPlotMargin(0);
    styler.setMarkerSize(9);
    styler.setAxisTitleFont(AXIS);
    styler.setAxisTickLabelsFont(LABEL);
    styler.setAxisTickLabelsColor(Palette.INK);
    styler.setAxisTickMarksColor(Palette.MUTED);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    styler.setYAxisTickMarkSpacingHint(58);
    styler.setErrorBarsColorSeriesColor(true);
    return chart;
  }

  /** Sets the y axis so that {@code least} and {@code most} keep a distance from its ends. */
  static void yRange(XYChart chart, double least, double most) {
    double range = most - least;
    double step = range > 10 ? 1 : 0.5;
    double room = Math.max(range * 0.04, step / 5);
    chart.getStyler().setYAxisMin(Math.floor((least - room) / step) * step);
    chart.getStyler().setYAxisMax(Math.ceil((most + room) / step) * step);
  }

  /**
   * Where a y axis of scores in percent is to begin, so that collapsed runs do not press all others
   * together.
   *
   * @param least lowest score
   * @param worstBest lowest of the scores that are to be seen in any case
   */
  static double cut(double least, double worstBest) {
    return Math.max(least, worstBest - FARTHEST_BELOW);
  }

  /** The end of the title of an axis of search trials' scores. */
  static String validation(boolean cut) {
    return " on validation split (%" + (cut ? "; collapsed runs lie below)" : ")");
  }

  /** Adds a series under a name that others may have as well; bars may be null. */
  static XYSeries series(XYChart chart, String name, double[] x, double[] y, double[] bars) {
    String id = "series " + chart.getSeriesCollection().size();
    XYSeries series = bars == null ? chart.addSeries(id, x, y) : chart.addSeries(id, x, y, bars);
    series.setLabel(shortened(name));
    return series;
  }

  /** A name that fits beside a chart. */
  static String shortened(String name) {
    return shortened(name, LONGEST_NAME);
  }

  private static String shortened(String text, int most) {
    return text.length() > most ? text.substring(0, most - 1) + "…" : text;
  }
}
