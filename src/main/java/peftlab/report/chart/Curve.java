package peftlab.report.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A line of a chart.
 *
 * @param name for people
 * @param x its values on the horizontal axis, ascending
 * @param y its values on the vertical axis
 */
record Curve(String name, List<Double> x, List<Double> y) {
  private static final int BACKDROP_POINTS = 40;

  double last() {
    return y.get(y.size() - 1);
  }

  double lastX() {
    return x.get(x.size() - 1);
  }

  static double least(List<Curve> curves) {
    return curves.stream().flatMap(c -> c.y().stream()).mapToDouble(y -> y).min().orElse(0);
  }

  static double most(List<Curve> curves) {
    return curves.stream().flatMap(c -> c.y().stream()).mapToDouble(y -> y).max().orElse(1);
  }

  static double longest(List<Curve> curves) {
    return curves.stream().mapToDouble(Curve::lastX).max().orElse(1);
  }

  /** Adds all {@code curves}, thin and grey; nothing for a single one. */
  static Consumer<Plot> backdrop(List<Curve> curves) {
    if (curves.size() == 1) {
      return plot -> {};
    }
    List<Curve> thin = curves.stream().map(Curve::thinned).toList();
    return plot -> thin.forEach(curve -> curve.add(plot, Palette.BACKDROP, 0.8));
  }

  /** A panel for each of {@code curves}, in which it stands out. */
  static List<SmallMultiples.Panel> panels(List<Curve> curves) {
    return curves.stream()
        .map(
            curve ->
                new SmallMultiples.Panel(curve.name(), plot -> curve.add(plot, Palette.BLUE, 1.8)))
        .toList();
  }

  private void add(Plot plot, Color color, double width) {
    plot.line(x, y, color, Pen.solid(width));
  }

  /** The same curve by fewer points, its first and last among them. */
  private Curve thinned() {
    int stride = (x.size() + BACKDROP_POINTS - 1) / BACKDROP_POINTS;
    List<Double> fewX = new ArrayList<>();
    List<Double> fewY = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      if (i % stride == 0 || i == x.size() - 1) {
        fewX.add(x.get(i));
        fewY.add(y.get(i));
      }
    }
    return new Curve(name, fewX, fewY);
  }
}
