package peftlab.report.chart;

/** Where an axis of scores begins. */
final class ScoreAxis {
  /** How far an axis reaches below the worst score that must be seen. */
  private static final double FARTHEST_BELOW = 10;

  private ScoreAxis() {}

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
