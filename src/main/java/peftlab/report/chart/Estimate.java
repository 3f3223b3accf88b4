package peftlab.report.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import peftlab.experiment.results.TrialResult;
import peftlab.metric.Metric;
import peftlab.report.stats.Summary;
import peftlab.report.table.Format;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * A configuration's score on one task with what is known of its spread, times 100.
 *
 * @param seeds score of each run
 * @param mean of the runs
 * @param low lower end of the 95 % interval; NaN where there is none
 * @param high upper end of the interval; NaN where there is none
 */
record Estimate(List<Double> seeds, double mean, double low, double high) {
  private static final double CONFIDENCE = 0.95;
  private static final double NORMAL_QUANTILE = 1.959964;
  private static final double SEED = 2.6;
  private static final double MEAN = 4;
  private static final double CAP = 3;

  /** Seeds stand on the one side of their line, mean and interval on the other. */
  private static final double BESIDE = 4;

  /** How far seeds that are nearly equal may stand apart. */
  private static final double ROOM = 2 * SEED;

  /**
   * Several runs: Student's t interval, unless all of them are equal, which says nothing of the
   * spread. A single run: Wilson's interval of an accuracy over the evaluated rows; no interval for
   * other metrics.
   */
  static Estimate of(Row row, Task task) {
    List<TrialResult> trials = row.finished().getOrDefault(task.name(), List.of());
    List<Double> seeds =
        trials.stream().map(result -> 100 * result.metrics().get(task.metric().id())).toList();
    Summary summary = row.score(task);
    double mean = 100 * summary.mean();
    if (seeds.stream().distinct().count() > 1) {
      double half = 100 * summary.halfWidth(CONFIDENCE);
      return new Estimate(seeds, mean, mean - half, mean + half);
    }
    if (seeds.size() == 1 && task.metric() == Metric.ACCURACY && trials.get(0).evalRows() > 0) {
      return wilson(seeds, summary.mean(), trials.get(0).evalRows());
    }
    return new Estimate(seeds, mean, Double.NaN, Double.NaN);
  }

  private static Estimate wilson(List<Double> seeds, double share, int rows) {
    double z = NORMAL_QUANTILE;
    double scale = 1 + z * z / rows;
    double center = (share + z * z / (2 * rows)) / scale;
    double spread = share * (1 - share) / rows + z * z / (4.0 * rows * rows);
    double half = z / scale * Math.sqrt(spread);
    return new Estimate(seeds, 100 * share, 100 * (center - half), 100 * (center + half));
  }

  boolean hasInterval() {
    return !Double.isNaN(low);
  }

  /** The lowest value that a chart of it must show. */
  double least() {
    double least = seeds.stream().mapToDouble(seed -> seed).min().orElse(mean);
    return hasInterval() ? Math.min(low, least) : least;
  }

  /** The highest value that a chart of it must show. */
  double most() {
    double most = seeds.stream().mapToDouble(seed -> seed).max().orElse(mean);
    return hasInterval() ? Math.max(high, most) : most;
  }

  /** Mean and interval in words. */
  String words() {
    String text = Format.percent(mean / 100);
    return hasInterval()
        ? String.format(Locale.ROOT, "%s (95 %% interval %.1f to %.1f)", text, low, high)
        : text;
  }

  /** What circles, marks and bars of a chart of {@code estimates} mean. */
  static String key(List<Estimate> estimates) {
    boolean several = estimates.stream().anyMatch(estimate -> estimate.seeds().size() > 1);
    boolean single = estimates.stream().anyMatch(estimate -> estimate.seeds().size() == 1);
    boolean wilson = estimates.stream().anyMatch(e -> e.seeds().size() == 1 && e.hasInterval());
    String text =
        several
            ? "Circles: seeds; filled: their mean; bar: its 95 % t interval over the seeds."
            : "";
    if (single) {
      text +=
          (several ? " Mark without circles: one run" : "One run each")
              + (wilson ? "; bar: its 95 % interval over the evaluated examples (Wilson)." : ".");
    }
    return text;
  }

  /**
   * Adds it to a plot, along a line: interval, seeds as circles, mean as the look's point.
   *
   * @param upright whether values run upwards rather than to the right
   * @param across where the line stands on the other axis, which is linear
   */
  void add(Plot plot, boolean upright, double across, Palette.Look look) {
    double line = line(plot, upright, across);
    if (hasInterval()) {
      double cap = CAP * point(plot, upright);
      line(plot, upright, line, low, line, high, look.color());
      line(plot, upright, line - cap, low, line + cap, low, look.color());
      line(plot, upright, line - cap, high, line + cap, high, look.color());
    }
    point(plot, upright, line, mean, PointMarker.of(look.glyph(), MEAN), look.color());
    if (seeds.size() > 1) {
      circles(plot, upright, across + BESIDE * point(plot, upright));
    }
  }

  /** Where interval and mean stand that are added at {@code across}. */
  double line(Plot plot, boolean upright, double across) {
    return seeds.size() > 1 ? across - BESIDE * point(plot, upright) : across;
  }

  /** The seeds, those that would cover each other beside each other. */
  private void circles(Plot plot, boolean upright, double across) {
    double width = 2 * SEED * (upright ? plot.yPerPoint() : plot.xPerPoint());
    List<Long> met = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      double seed = seeds.get(i);
      met.add(seeds.subList(0, i).stream().filter(other -> Math.abs(other - seed) < width).count());
    }
    double step = ROOM * point(plot, upright) / Math.max(1, Collections.max(met));
    for (int i = 0; i < seeds.size(); i++) {
      double aside = across + met.get(i) * step;
      point(plot, upright, aside, seeds.get(i), PointMarker.ring(SEED, 1), Palette.MUTED);
    }
  }

  /** One point of the drawing, to the right or downwards, on the axis across. */
  private static double point(Plot plot, boolean upright) {
    return upright ? plot.xPerPoint() : -plot.yPerPoint();
  }

  private static void point(
      Plot plot, boolean upright, double across, double value, PointMarker marker, Color color) {
    plot.point(upright ? across : value, upright ? value : across, marker, color);
  }

  private static void line(
      Plot plot, boolean upright, double a0, double v0, double a1, double v1, Color color) {
    if (upright) {
      plot.line(a0, v0, a1, v1, color, Pen.solid(1.6));
    } else {
      plot.line(v0, a0, v1, a1, color, Pen.solid(1.6));
    }
  }
}
