package peftlab.report.stats;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * Mean and spread of one number over repeated runs.
 *
 * @param n number of runs
 * @param mean of the runs; NaN where there is none
 * @param sd sample standard deviation, with n − 1; NaN where n is below 2
 */
public record Summary(int n, double mean, double sd) {

  /** The summary of {@code values}. */
  public static Summary of(double... values) {
    int n = values.length;
    if (n == 0) {
      return new Summary(0, Double.NaN, Double.NaN);
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / n;
    if (n == 1) {
      return new Summary(1, mean, Double.NaN);
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Summary(n, mean, Math.sqrt(squares / (n - 1)));
  }

  /**
   * Half the width of Student's t interval for the mean, {@code t(n − 1)·s/√n}: 4.30·s/√n for three
   * runs at 95 %. NaN where n is below 2.
   *
   * @param confidence in (0, 1), such as 0.95
   */
  public double halfWidth(double confidence) {
    if (n < 2) {
      return Double.NaN;
    }
    double t = new TDistribution(null, n - 1).inverseCumulativeProbability((1 + confidence) / 2);
    return t * sd / Math.sqrt(n);
  }
}
