package peftlab.report.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;
import peftlab.report.stats.Summary;
import peftlab.report.table.Configuration;
import peftlab.report.table.Format;
import peftlab.report.table.Measures;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * Score against trained parameters on a logarithmic axis, with error bars of one standard deviation
 * and the Pareto frontier: what no other configuration beats with as few parameters.
 *
 * <p>A configuration that trains nothing but its head has no place on the axis; a horizontal line
 * stands for it.
 */
final class ScoreByParameters {
  private static final double PLOT_WIDTH = 560;
  private static final double PLOT_HEIGHT = 400;
  private static final int FEW_OF_A_METHOD = 2;

  /** {@code shown}: where on the x axis it is drawn. */
  private record Spot(Row row, double parameters, Summary score, double shown) {}

  private ScoreByParameters() {}

  static Optional<Chart> of(ResultTable table, Task task, Palette palette, String name) {
    List<Spot> spots = new ArrayList<>();
    List<Spot> controls = new ArrayList<>();
    for (Row row : table.rows()) {
      Summary score = row.score(task);
      if (score.n() > 0) {
        long trained = Measures.trained(row.finished().get(task.name()));
        (trained > 0 ? spots : controls).add(new Spot(row, trained, score, trained));
      }
    }
    if (spots.isEmpty()) {
      return Optional.empty();
    }
    String metric = Format.metric(task.metric());
    String title = task.name() + ": " + metric + " against trained parameters";
    XYChart chart =
        Style.chart(title, "trained parameters, head aside", axis(metric, spots), 820, 500);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    range(chart, spots, controls);
    List<double[]> lines = frontier(chart, spots);
    for (Spot control : controls) {
      lines.add(control(chart, control, palette));
    }
    List<Spot> apart = apart(chart, spots);
    if (!apart.equals(spots)) {
      chart.setXAxisTitle("trained parameters, head aside; points that meet stand side by side");
    }
    for (String method : palette.methods()) {
      List<Spot> own =
          apart.stream().filter(s -> s.row().configuration().method().equals(method)).toList();
      if (!own.isEmpty()) {
        series(chart, method, own, palette);
      }
    }
    Overlay.add(chart, new PointLabels(points(apart), lines));
    return Optional.of(new Chart(name, title, chart));
  }

  private static String axis(String metric, List<Spot> spots) {
    boolean several = spots.stream().anyMatch(spot -> spot.score().n() > 1);
    return metric + " (%" + (several ? ", ± std over seeds)" : ", one run each)");
  }

  private static void range(XYChart chart, List<Spot> spots, List<Spot> controls) {
    List<Spot> all = new ArrayList<>(spots);
    all.addAll(controls);
    double least = all.stream().mapToDouble(s -> mean(s) - spread(s)).min().orElseThrow();
    double most = all.stream().mapToDouble(s -> mean(s) + spread(s)).max().orElseThrow();
    Style.yRange(chart, least, most);
    double low = spots.stream().mapToDouble(Spot::parameters).min().orElseThrow();
    double high = spots.stream().mapToDouble(Spot::parameters).max().orElseThrow();
    XTicks.decades(chart, low / 2, high * 3, Format::shortCount);
  }

  /** The same spots, moved where their markers or error bars would cover each other. */
  private static List<Spot> apart(XYChart chart, List<Spot> spots) {
    double low = Math.log(chart.getStyler().getXAxisMin());
    double across = PLOT_WIDTH / (Math.log(chart.getStyler().getXAxisMax()) - low);
    double up = PLOT_HEIGHT / (chart.getStyler().getYAxisMax() - chart.getStyler().getYAxisMin());
    SideBySide places = new SideBySide();
    List<Spot> apart = new ArrayList<>();
    for (Spot spot : spots) {
      double x = (Math.log(spot.parameters()) - low) * across;
      double moved = places.place(x, mean(spot) * up, spread(spot) * up);
      double shown = moved == 0 ? spot.parameters() : spot.parameters() * Math.exp(moved / across);
      apart.add(new Spot(spot.row(), spot.parameters(), spot.score(), shown));
    }
    return apart;
  }

  private static void series(XYChart chart, String method, List<Spot> spots, Palette palette) {
    double[] x = spots.stream().mapToDouble(Spot::shown).toArray();
    double[] y = spots.stream().mapToDouble(ScoreByParameters::mean).toArray();
    double[] bars = spots.stream().mapToDouble(ScoreByParameters::spread).toArray();
    boolean known = spots.stream().anyMatch(spot -> spot.score().n() > 1);
    XYSeries series = Style.series(chart, method, x, y, known ? bars : null);
    series.setMarker(palette.marker(method));
    series.setMarkerColor(palette.color(method));
    series.setLineColor(palette.color(method));
  }

  /** Adds a control's line; returns it as x0, y0, x1, y1. */
  private static double[] control(XYChart chart, Spot control, Palette palette) {
    String method = control.row().configuration().method();
    double[] x = {chart.getStyler().getXAxisMin(), chart.getStyler().getXAxisMax()};
    double[] y = {mean(control), mean(control)};
    String name = control.row().configuration().label() + " (trains only the head)";
    XYSeries series = Style.series(chart, name, x, y, null);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(palette.color(method));
    series.setLineStyle(Palette.line(2));
    return new double[] {x[0], y[0], x[1], y[1]};
  }

  /** Adds the frontier as steps; returns its pieces as x0, y0, x1, y1. */
  private static List<double[]> frontier(XYChart chart, List<Spot> spots) {
    List<Spot> sorted = new ArrayList<>(spots);
    sorted.sort(
        Comparator.comparingDouble(Spot::parameters)
            .thenComparing(Comparator.comparingDouble(ScoreByParameters::mean).reversed()));
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (Spot spot : sorted) {
      if (mean(spot) > best) {
        if (!x.isEmpty()) {
          x.add(spot.parameters());
          y.add(best);
        }
        best = mean(spot);
        x.add(spot.parameters());
        y.add(best);
      }
    }
    if (x.size() > 1) {
      XYSeries series = chart.addSeries("Pareto frontier", x, y);
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(Palette.MUTED);
      series.setLineStyle(Palette.line(1));
      series.setLineWidth(1.2f);
    }
    List<double[]> pieces = new ArrayList<>();
    for (int i = 1; i < x.size(); i++) {
      pieces.add(new double[] {x.get(i - 1), y.get(i - 1), x.get(i), y.get(i)});
    }
    return pieces;
  }

  private static List<PointLabels.Point> points(List<Spot> spots) {
    Map<String, Integer> count = new HashMap<>();
    spots.forEach(spot -> count.merge(spot.row().configuration().method(), 1, Integer::sum));
    List<PointLabels.Point> points = new ArrayList<>();
    for (Spot spot : spots) {
      Configuration configuration = spot.row().configuration();
      String text =
          switch (count.get(configuration.method())) {
            case 1 -> configuration.method();
            case FEW_OF_A_METHOD -> configuration.label();
            default -> configuration.setting();
          };
      points.add(
          new PointLabels.Point(spot.shown(), mean(spot), spread(spot), Style.shortened(text)));
    }
    return points;
  }

  private static double mean(Spot spot) {
    return 100 * spot.score().mean();
  }

  private static double spread(Spot spot) {
    return spot.score().n() > 1 ? 100 * spot.score().sd() : 0;
  }
}
