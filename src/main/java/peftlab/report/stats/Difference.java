package peftlab.report.stats;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * What a test says of two methods; interval and p value come from the same test.
 *
 * @param difference score of the first less that of the second
 * @param low end of the 95 % interval
 * @param high other end
 * @param p two-sided
 */
public record Difference(double difference, double low, double high, double p) {
  static final double CONFIDENCE = 0.95;

  /** Below this a standard error is rounding. */
  private static final double NOTHING = 1e-12;

  /**
   * Student's t of a difference. Without any spread it is either no difference at all, p = 1, or
   * one that every example shows alike, which a sign test over the examples judges.
   *
   * @param variance of the difference
   * @param df degrees of freedom of that variance
   */
  static Difference t(double difference, double variance, double df, int examples) {
    double error = Math.sqrt(variance);
    if (error < NOTHING) {
      double p = Math.abs(difference) < NOTHING ? 1 : Math.min(1, Math.pow(2, 1.0 - examples));
      return new Difference(difference, difference, difference, p);
    }
    TDistribution t = new TDistribution(null, df);
    double half = t.inverseCumulativeProbability((1 + CONFIDENCE) / 2) * error;
    double p = Math.min(1, 2 * t.cumulativeProbability(-Math.abs(difference) / error));
    return new Difference(difference, difference - half, difference + half, p);
  }
}
