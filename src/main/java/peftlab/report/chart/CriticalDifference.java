package peftlab.report.chart;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import peftlab.report.stats.Ranking;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;

/**
 * Average ranks over tasks (Demšar, 2006): configurations joined by a bar do not differ by
 * Nemenyi's critical difference. Drawn only for five tasks or more.
 */
final class CriticalDifference implements Overlay.Painter {
  private static final int FEWEST_TASKS = 5;
  private static final int LINE = 20;

  private record Entry(String label, double rank) {}

  private final List<Entry> entries;
  private final double difference;

  private CriticalDifference(List<Entry> entries, double difference) {
    this.entries = entries;
    this.difference = difference;
  }

  static Optional<Chart> of(ResultTable table) {
    List<Row> rows =
        table.rows().stream()
            .filter(row -> table.tasks().stream().allMatch(task -> row.score(task).n() > 0))
            .toList();
    if (table.tasks().size() < FEWEST_TASKS || rows.size() < 2) {
      return Optional.empty();
    }
    Ranking ranking =
        Ranking.of(
            table.tasks().stream()
                .map(task -> rows.stream().map(row -> row.score(task).mean()).toList())
                .toList());
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      entries.add(
          new Entry(Style.shortened(rows.get(i).configuration().label()), ranking.ranks().get(i)));
    }
    entries.sort(Comparator.comparingDouble(Entry::rank));
    String title =
        String.format(
            Locale.ROOT,
            "Average rank over %d tasks (Friedman p %s, critical difference %.2f)",
            table.tasks().size(),
            ranking.p() < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "= %.3f", ranking.p()),
            ranking.criticalDifference());
    XYChart chart =
        Style.chart(
            title, "average rank, 1 is best", "", 860, 160 + LINE * ((rows.size() + 1) / 2));
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setYAxisTicksVisible(false);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false).setLegendVisible(false);
    XTicks.whole(chart, 0.8, rows.size() + 0.2);
    XYSeries unseen =
        chart.addSeries("ranks", new double[] {1, rows.size()}, new double[] {-1, -1});
    unseen.setMarker(SeriesMarkers.NONE);
    Overlay.add(chart, new CriticalDifference(entries, ranking.criticalDifference()));
    return Optional.of(new Chart("critical-difference", title, chart));
  }

  @Override
  public void paint(Overlay overlay, Graphics2D graphics) {
    Rectangle2D plot = overlay.plot();
    double bottom = plot.getMaxY();
    graphics.setStroke(Overlay.stroke(1.2f));
    int half = (entries.size() + 1) / 2;
    double bars = bars(overlay, graphics, bottom - 12);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      boolean left = i < half;
      int level = left ? i : entries.size() - 1 - i;
      double y = bars - 10 - LINE * level;
      double x = overlay.x(entry.rank());
      double edge = left ? plot.getMinX() : plot.getMaxX();
      graphics.setColor(Palette.INK);
      graphics.draw(new Line2D.Double(x, bottom, x, y));
      graphics.draw(new Line2D.Double(x, y, edge, y));
      String text = entry.label() + String.format(Locale.ROOT, " (%.2f)", entry.rank());
      Rectangle2D size = Overlay.size(graphics, text, Style.LABEL);
      double start = left ? edge : edge - size.getWidth();
      Overlay.text(graphics, text, Style.LABEL, Palette.INK, start, y - size.getHeight() - 1);
    }
  }

  /** Joins what does not differ, a bar for each largest group; returns the y above the last. */
  private double bars(Overlay overlay, Graphics2D graphics, double bottom) {
    graphics.setColor(Palette.VERMILLION);
    graphics.setStroke(Overlay.stroke(4));
    double y = bottom;
    int reached = 0;
    for (int from = 0; from < entries.size(); from++) {
      int to = from;
      while (to + 1 < entries.size()
          && entries.get(to + 1).rank() - entries.get(from).rank() <= difference) {
        to++;
      }
      if (to > from && to > reached) {
        double left = overlay.x(entries.get(from).rank()) - 4;
        graphics.draw(new Line2D.Double(left, y, overlay.x(entries.get(to).rank()) + 4, y));
        y -= 9;
        reached = to;
      }
    }
    graphics.setStroke(Overlay.stroke(1.2f));
    return y;
  }
}
