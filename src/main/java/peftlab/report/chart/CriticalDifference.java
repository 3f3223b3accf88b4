package peftlab.report.chart;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import peftlab.report.stats.Ranking;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;

/**
 * Average ranks over tasks (Demšar, 2006), the best first: configurations joined by a bar do not
 * differ by Nemenyi's critical difference. Drawn only for five tasks or more.
 */
final class CriticalDifference {
  private static final int FEWEST_TASKS = 5;
  private static final int LINE = 22;
  private static final int ABOVE = 24;
  private static final int BELOW = 42;
  private static final double SIGNIFICANCE = 0.05;
  private static final double LONGEST_NAME = 190;
  private static final PointMarker RANK = PointMarker.of(Glyph.CIRCLE, 4);

  private record Entry(String label, double rank) {}

  /** First and last of configurations that do not differ. */
  private record Group(int from, int to) {}

  private final List<Entry> entries;
  private final double difference;
  private final List<Group> groups;
  private final Heading heading;

  private CriticalDifference(String title, List<Entry> entries, Ranking ranking, String leftOut) {
    this.entries = entries;
    difference = ranking.criticalDifference();
    groups = groups(entries, difference);
    heading = new Heading(title, note(ranking.p()) + leftOut);
  }

  /** Draws this chart in every report. */
  public static final class Kind implements ChartKind {
    @Override
    public int place() {
      return 80;
    }

    @Override
    public List<Chart> of(ResultTable table) {
      return CriticalDifference.of(table).stream().toList();
    }
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
      entries.add(new Entry(rows.get(i).configuration().label(), ranking.ranks().get(i)));
    }
    entries.sort(Comparator.comparingDouble(Entry::rank));
    String title = "Average rank over " + table.tasks().size() + " tasks";
    CriticalDifference chart =
        new CriticalDifference(title, entries, ranking, LeftOut.diverged(table, table.tasks()));
    String description =
        entries.stream()
            .map(entry -> String.format(Locale.ROOT, "%s %.2f", entry.label(), entry.rank()))
            .collect(Collectors.joining("; ", "Best first: ", ". " + chart.note(ranking.p())));
    int height = chart.heading.bottom() + ABOVE + LINE * entries.size() + BELOW;
    return Optional.of(
        new Chart("critical-difference", title, description, new Drawing(height, chart::paint)));
  }

  private String note(double p) {
    String friedman = p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
    String text =
        String.format(
            Locale.ROOT,
            "1 is best. Friedman's test: %s. Configurations joined by a bar at the right do not"
                + " differ by Nemenyi's critical difference, %.2f.",
            friedman,
            difference);
    boolean oneGroup =
        groups.size() == 1 && groups.get(0).from() == 0 && groups.get(0).to() == entries.size() - 1;
    if (p < SIGNIFICANCE && oneGroup) {
      return text
          + " Friedman's test says that not all are equal; Nemenyi's, which is weaker, cannot say"
          + " which differ.";
    }
    return p < SIGNIFICANCE
        ? text
        : text + " Friedman's test finds no difference at all: trust no gap between these ranks.";
  }

  /** The largest groups within which no two differ. */
  private static List<Group> groups(List<Entry> entries, double difference) {
    List<Group> groups = new ArrayList<>();
    int reached = 0;
    for (int from = 0; from < entries.size(); from++) {
      int to = from;
      while (to + 1 < entries.size()
          && entries.get(to + 1).rank() - entries.get(from).rank() <= difference) {
        to++;
      }
      if (to > from && to > reached) {
        groups.add(new Group(from, to));
        reached = to;
      }
    }
    return groups;
  }

  private void paint(Pen pen) {
    heading.paint(pen);
    double names =
        entries.stream().mapToDouble(entry -> Pen.width(entry.label(), Pen.TEXT)).max().orElse(0);
    double left = Drawing.MARGIN + Math.min(names, LONGEST_NAME) + 10;
    double top = heading.bottom() + ABOVE;
    double right = Drawing.WIDTH - Drawing.MARGIN - 24 - 10.0 * groups.size();
    Rectangle2D area = new Rectangle2D.Double(left, top, right - left, LINE * entries.size());
    Scale ranks = Scale.exact(0.8, entries.size() + 0.2, Math.min(12, entries.size()));
    Plot plot = new Plot(pen, area, ranks, Scale.exact(0, entries.size(), 1));
    plot.verticals();
    plot.xAxis(ranks::plain);
    pen.center("average rank", area.getCenterX(), area.getMaxY() + 30, Pen.TEXT, Palette.INK);
    ruler(plot, entries.get(0).rank(), top - ABOVE / 2.0);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      double y = line(top, i);
      String name = Heading.fitting(entry.label(), Pen.TEXT, LONGEST_NAME);
      pen.right(name, left - 8, y, Pen.TEXT, Palette.INK);
      plot.point(entry.rank(), entries.size() - i - 0.5, RANK, Palette.BLUE);
      String rank = String.format(Locale.ROOT, "%.2f", entry.rank());
      pen.left(rank, plot.x(entry.rank()) + 8, y, Pen.TEXT, Palette.INK);
    }
    plot.paintData();
    double x = right + 34;
    for (Group group : groups) {
      pen.line(x, line(top, group.from()) - 6, x, line(top, group.to()) + 6, Palette.VERMILLION, 4);
      x += 10;
    }
  }

  private static double line(double top, int index) {
    return top + LINE * (index + 0.5);
  }

  /** The critical difference as a length of the axis, from the best rank on. */
  private void ruler(Plot plot, double best, double y) {
    Pen pen = plot.pen();
    double from = plot.x(best);
    double to = Math.min(plot.x(best + difference), plot.area().getMaxX() + 20);
    pen.line(from, y, to, y, Palette.VERMILLION, 2);
    pen.line(from, y - 4, from, y + 4, Palette.VERMILLION, 2);
    if (best + difference <= plot.xScale().high()) {
      pen.line(to, y - 4, to, y + 4, Palette.VERMILLION, 2);
    }
    String text = String.format(Locale.ROOT, "critical difference %.2f", difference);
    if (to + 8 + Pen.width(text, Pen.TEXT) < Drawing.WIDTH - Drawing.MARGIN) {
      pen.left(text, to + 8, y, Pen.TEXT, Palette.VERMILLION);
    } else {
      pen.right(text, from - 8, y, Pen.TEXT, Palette.VERMILLION);
    }
  }
}
