package peftlab.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Rectangle2D;
import java.util.List;
import org.junit.jupiter.api.Test;
import peftlab.report.chart.Drawn.Circle;

class PlotTest {
  private static final Rectangle2D AREA = new Rectangle2D.Double(40, 30, 300, 200);

  @Test
  void whatXChartDrawsStandsWhereTheAxesSay() throws Exception {
    placed(Scale.decades(1e-5, 1e-1), Scale.exact(60, 80, 4), 1e-4, 71.3);
    placed(Scale.decades(3e3, 4e7), Scale.exact(0, 5, 1), 73_728, 2.5);
    placed(Scale.exact(0, 126, 5), Scale.fromZero(3.2, 4), 63, 1.1);
  }

  private static void placed(Scale x, Scale y, double atX, double atY) throws Exception {
    double[] expected = new double[2];
    Drawing drawing =
        new Drawing(
            300,
            pen -> {
              Plot plot = new Plot(pen, AREA, x, y);
              plot.point(atX, atY, PointMarker.of(Glyph.CIRCLE, 4), Palette.BLUE);
              plot.paintData();
              expected[0] = plot.x(atX);
              expected[1] = plot.y(atY);
            });
    List<Circle> circles =
        Drawn.circles(new Chart("plot", "a title", "a description", drawing), Palette.BLUE);
    assertThat(circles).hasSize(1);
    assertThat(circles.get(0).x()).isCloseTo(expected[0], within(0.01));
    assertThat(circles.get(0).y()).isCloseTo(expected[1], within(0.01));
  }
}
