package peftlab.report.stats;

import java.util.OptionalInt;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** How many seeds of each method would show that a gap is no chance. */
public final class SeedsNeeded {
  private static final double SIGNIFICANCE = 0.05;
  private static final double POWER = 0.8;
  private static final int MOST = 10_000;

  private SeedsNeeded() {}

  /**
   * The smallest n for which a gap of this size is found significant (two-sided, 5 %) four times in
   * five: {@code gap ≥ (t₀.₉₇₅ + t₀.₈)·√((sdA² + sdB²)/n + exampleSd²)} with {@code 2n − 2} degrees
   * of freedom.
   *
   * @param gap between the true means
   * @param sdA standard deviation of one method over seeds
   * @param sdB of the other
   * @param exampleSd standard deviation of the gap due to the choice of examples, which seeds do
   *     not lessen
   * @return empty where no number of seeds would do: that takes more evaluation rows
   */
  public static OptionalInt of(double gap, double sdA, double sdB, double exampleSd) {
    double size = Math.abs(gap);
    NormalDistribution normal = new NormalDistribution(null, 0, 1);
    double limit =
        normal.inverseCumulativeProbability(1 - SIGNIFICANCE / 2)
            + normal.inverseCumulativeProbability(POWER);
    if (Double.isNaN(size + sdA + sdB + exampleSd) || size <= limit * exampleSd) {
      return OptionalInt.empty();
    }
    for (int n = 2; n <= MOST; n++) {
      TDistribution t = new TDistribution(null, 2.0 * n - 2);
      double quantiles =
          t.inverseCumulativeProbability(1 - SIGNIFICANCE / 2)
              + t.inverseCumulativeProbability(POWER);
      if (size >= quantiles * Math.sqrt((sdA * sdA + sdB * sdB) / n + exampleSd * exampleSd)) {
        return OptionalInt.of(n);
      }
    }
    return OptionalInt.empty();
  }
}
