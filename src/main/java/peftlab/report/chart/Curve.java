package peftlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A line through many points, drawn as one path: XChart draws each piece on its own, and a dash
 * pattern that begins anew at every point looks solid.
 */
final class Curve {
  /** Below every axis: for series that are only to be in the legend. */
  static final double UNSEEN = -1e6;

  private Curve() {}

  /** Adds a curve and its line in the legend; both axes need their ranges set. */
  static void add(
      XYChart chart, String name, List<Double> x, List<Double> y, Color color, BasicStroke stroke) {
    double[] span = {x.get(0), x.get(x.size() - 1)};
    XYSeries legend = chart.addSeries(name, span, new double[] {UNSEEN, UNSEEN});
    legend.setMarker(SeriesMarkers.NONE);
    legend.setLineColor(color);
    legend.setLineStyle(stroke);
    Overlay.add(
        chart,
        (overlay, graphics) -> {
          Path2D path = new Path2D.Double();
          for (int i = 0; i < x.size(); i++) {
            if (i == 0) {
              path.moveTo(overlay.x(x.get(i)), overlay.y(y.get(i)));
            } else {
              path.lineTo(overlay.x(x.get(i)), overlay.y(y.get(i)));
            }
          }
          graphics.setColor(color);
          graphics.setStroke(stroke);
          graphics.draw(path);
        });
  }
}
