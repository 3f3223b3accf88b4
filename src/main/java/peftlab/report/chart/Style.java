package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** The look that all charts share: white, thin grey grid, legend outside, text in dark grey. */
final class Style {
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private Style() {}

  static XYChart chart(String title, String x, String y, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
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
    styler.setLegendBorderColor(Color.WHITE).setLegendFont(LABEL).setLegendSeriesLineLength(26);
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
  static void yRange(XYChart chart, double least, double most, double step) {
    double room = Math.max((most - least) * 0.04, step / 5);
    chart.getStyler().setYAxisMin(Math.floor((least - room) / step) * step);
    chart.getStyler().setYAxisMax(Math.ceil((most + room) / step) * step);
  }
}
