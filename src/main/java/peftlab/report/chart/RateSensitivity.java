package peftlab.report.chart;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peftlab.report.table.Format;
import peftlab.report.table.RateSearch;
import peftlab.report.table.RateSearch.Attempt;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;

/** Validation score against the learning rates that a search tried; the chosen one is ringed. */
final class RateSensitivity {
  private static final String NOTE =
      "One panel per configuration; grey: the others. Ring: the learning rate of the final runs.";

  /** How many points above the axis the marks of runs stand that have no place on it. */
  private static final double FLOOR = 6;

  /** How much of the axis is kept free above the best score, so that its ring is whole. */
  private static final double RING_ROOM = 0.08;

  private static final PointMarker TRIED = PointMarker.of(Glyph.CIRCLE, 3);
  private static final PointMarker FAILED = PointMarker.of(Glyph.CROSS, 3.5);
  private static final PointMarker BELOW = PointMarker.of(Glyph.TURNED_TRIANGLE, 4);

  private RateSensitivity() {}

  /** Draws this chart in every report. */
  public static final class Kind implements ChartKind {
    @Override
    public int place() {
      return 60;
    }

    @Override
    public List<Chart> of(ResultTable table) {
      return ChartKind.byTask(table, "rate-sensitivity", RateSensitivity::of);
    }
  }

  static Optional<Chart> of(ResultTable table, Task task, String name) {
    List<RateSearch> searches =
        table.searches().stream()
            .filter(search -> search.task().equals(task.name()))
            .filter(search -> !search.finished().isEmpty())
            .toList();
    if (searches.isEmpty()) {
      return Optional.empty();
    }
    List<Attempt> all = searches.stream().flatMap(search -> search.attempts().stream()).toList();
    List<Double> scores =
        all.stream().filter(Attempt::finished).map(attempt -> 100 * attempt.score()).toList();
    List<Attempt> chosen = searches.stream().map(RateSearch::chosen).toList();
    List<Double> rates =
        Stream.concat(all.stream(), chosen.stream())
            .map(Attempt::lr)
            .filter(Double::isFinite)
            .toList();
    double low = rates.stream().mapToDouble(lr -> lr).min().orElseThrow();
    double high = rates.stream().mapToDouble(lr -> lr).max().orElseThrow();
    double least = scores.stream().mapToDouble(score -> score).min().orElseThrow();
    double most = scores.stream().mapToDouble(score -> score).max().orElseThrow();
    double worst =
        chosen.stream()
            .filter(Attempt::finished)
            .mapToDouble(attempt -> 100 * attempt.score())
            .min()
            .orElse(least);
    double floor = ScoreAxis.cut(least, worst);
    boolean untried = chosen.stream().anyMatch(a -> !a.finished() && Double.isFinite(a.lr()));
    boolean failed = !all.stream().allMatch(Attempt::finished);
    Scale y = Scale.around(floor, most + RING_ROOM * (most - floor), 4);
    List<Curve> curves = searches.stream().map(RateSensitivity::curve).toList();
    List<SmallMultiples.Panel> panels = new ArrayList<>();
    for (RateSearch search : searches) {
      panels.add(
          new SmallMultiples.Panel(
              search.configuration().label(),
              plot -> add(plot, search, floor),
              plot -> labels(plot, search, floor)));
    }
    SmallMultiples multiples =
        new SmallMultiples(
            panels,
            Curve.backdrop(curves),
            1,
            new SmallMultiples.Axis(
                "learning rate", Scale.decades(low / 1.6, high * 1.6), RateSensitivity::power),
            new SmallMultiples.Axis(task.metric().axis(), y, y::plain));
    String title = task.name() + ": validation score by learning rate";
    Heading heading =
        new Heading(
            title,
            NOTE
                + (least < floor ? " Triangle with a score: the score is below the axis." : "")
                + (untried
                    ? " Dashed line: learning rate of the final runs that the search has no score"
                        + " for."
                    : "")
                + (failed ? " Cross: a run that failed or diverged." : ""));
    Drawing drawing =
        new Drawing(
            (int) Math.ceil(heading.bottom() + multiples.height()),
            pen -> {
              heading.paint(pen);
              multiples.paint(pen, heading.bottom());
            });
    return Optional.of(new Chart(name, title, words(searches), drawing));
  }

  private static String words(List<RateSearch> searches) {
    return searches.stream()
        .map(
            search ->
                search.configuration().label()
                    + search.attempts().stream()
                        .map(RateSensitivity::words)
                        .collect(Collectors.joining(", ", ": ", ""))
                    + ", chosen "
                    + Format.number(search.chosen().lr()))
        .collect(Collectors.joining("; ", "", "."));
  }

  private static String words(Attempt attempt) {
    String score = attempt.finished() ? Format.percent(attempt.score()) : "failed";
    return score + " at " + Format.number(attempt.lr());
  }

  /** A tick's rate as one digit times a power of ten, such as {@code 2e-4}. */
  private static String power(double rate) {
    int power = (int) Math.floor(Math.log10(rate) + 1e-9);
    return Math.round(rate / Math.pow(10, power)) + "e" + power;
  }

  private static Curve curve(RateSearch search) {
    return new Curve(
        search.configuration().label(),
        search.finished().stream().map(Attempt::lr).toList(),
        search.finished().stream().map(attempt -> 100 * attempt.score()).toList());
  }

  private static void add(Plot plot, RateSearch search, double floor) {
    Curve curve = curve(search);
    plot.line(curve.x(), curve.y(), Palette.BLUE, Pen.solid(1.2));
    double bottom = plot.yScale().low() + FLOOR * plot.yPerPoint();
    for (Attempt attempt : search.attempts()) {
      if (!attempt.finished()) {
        plot.point(attempt.lr(), bottom, FAILED, Palette.VERMILLION);
      } else if (100 * attempt.score() < floor) {
        plot.point(attempt.lr(), bottom, BELOW, Palette.VERMILLION);
      } else {
        plot.point(attempt.lr(), 100 * attempt.score(), TRIED, Palette.BLUE);
      }
    }
    chosen(plot, search.chosen());
  }

  /** A ring; for a rate without a score a dashed line, since it has no height. */
  private static void chosen(Plot plot, Attempt chosen) {
    if (chosen.finished()) {
      plot.point(chosen.lr(), 100 * chosen.score(), PointMarker.ring(6, 1.3), Palette.INK);
    } else if (Double.isFinite(chosen.lr())) {
      double low = plot.yScale().low();
      double high = plot.yScale().high();
      plot.line(
          chosen.lr(), low, chosen.lr(), high, Palette.INK, Pen.dashed(1.2, new float[] {4, 3}));
    }
  }

  private static void labels(Plot plot, RateSearch search, double floor) {
    List<Rectangle2D> written = new ArrayList<>();
    for (Attempt attempt : search.attempts()) {
      if (attempt.finished() && 100 * attempt.score() < floor) {
        below(plot, written, Format.percent(attempt.score()), plot.x(attempt.lr()));
      }
    }
  }

  /** Writes a score above its mark, and above other scores if they would meet. */
  private static void below(Plot plot, List<Rectangle2D> written, String score, double x) {
    double width = Pen.width(score, Pen.TEXT);
    Rectangle2D area = plot.area();
    double left = Math.max(area.getMinX() + 2, Math.min(area.getMaxX() - width, x - width / 2));
    Rectangle2D box = new Rectangle2D.Double(left - 2, area.getMaxY() - 25, width + 4, 14);
    while (written.stream().anyMatch(box::intersects)) {
      box.setRect(box.getX(), box.getY() - 14, box.getWidth(), box.getHeight());
    }
    written.add(box);
    plot.pen().fill(box, Color.WHITE);
    plot.pen().left(score, left, box.getCenterY(), Pen.TEXT, Palette.VERMILLION);
  }
}
