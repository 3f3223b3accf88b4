package peftlab.report.chart;

import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;

/** Rings around points that stand out, with their entry in the legend. */
final class Rings {
  private static final Marker RING =
      new Marker() {
        @Override
        public void paint(Graphics2D graphics, double x, double y, int size) {
          double width = size * 1.7;
          graphics.setStroke(Overlay.stroke(1.3f));
          graphics.draw(new Ellipse2D.Double(x - width / 2, y - width / 2, width, width));
        }
      };

  private Rings() {}

  static void add(XYChart chart, List<Double> x, List<Double> y, String name) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(RING);
    series.setMarkerColor(Palette.INK);
  }
}
