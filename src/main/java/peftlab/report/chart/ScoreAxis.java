package peftlab.report.chart;

import peftlab.report.table.Format;

/** What an axis of scores says, and where it begins. */
final class ScoreAxis {
  /** How far an axis reaches below the worst score that must be seen. */
  private static final double FARTHEST_BELOW = 10;

  private ScoreAxis() {}

  /** A metric with its unit: shares in percent, a correlation times 100. */
  static String title(String metric) {
    return switch (metric) {
      case "accuracy", "macro_f1", "binary_f1" -> Format.metric(metric) + " (%)";
      default -> Format.metric(metric) + " × 100";
    };
  }

  /**
   * Where an axis of scores is to begin, so that collapsed runs do not press all others together.
   *
   * @param least lowest score
   * @param worstBest lowest of the scores that are to be seen in any case
   */
  static double cut(double least, double worstBest) {
    return Math.max(least, worstBest - FARTHEST_BELOW);
  }
}
