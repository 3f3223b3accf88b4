package peftlab.report.stats;

import java.util.List;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.special.Gamma;

/**
 * What all methods of a task together say about the spread over seeds.
 *
 * <p>Two or three runs of one method hardly tell its own spread. So each method's ratio of the
 * seeds' mean square to the residual one is drawn towards the ratio of all, as far as theirs differ
 * no more than chance makes them differ: moderated variances (Smyth, 2004), which have more degrees
 * of freedom. Methods that really differ keep ratios of their own.
 *
 * @param ratio of the mean squares that a method is expected to have
 * @param df degrees of freedom that this expectation is worth; infinite where ratios differ by no
 *     more than chance
 * @param most degrees of freedom that all runs have together, so that none can be worth more
 */
record SeedSpread(double ratio, double df, double most) {
  private static final double LEAST_LOG = -9;
  private static final double MOST_LOG = 16;

  /** Estimated from the methods' mean squares. */
  static SeedSpread of(List<MeanSquares> methods) {
    double ratios = 0;
    double most = 0;
    double logs = 0;
    double squares = 0;
    double chance = 0;
    int n = 0;
    for (MeanSquares method : methods) {
      if (method.bySeed() > 0 && method.residual() > 0) {
        double own = method.seeds() - 1.0;
        double ratio = method.bySeed() / method.residual();
        double log = Math.log(ratio) - Gamma.digamma(own / 2) + Math.log(own / 2);
        ratios += own * ratio;
        most += own;
        logs += log;
        squares += log * log;
        chance += Gamma.trigamma(own / 2);
        n++;
      }
    }
    if (n < 2) {
      return new SeedSpread(1, 0, Math.max(most, 1));
    }
    double mean = logs / n;
    double beyond = (squares - n * mean * mean) / (n - 1) - chance / n;
    if (beyond <= Gamma.trigamma(Math.exp(MOST_LOG))) {
      return new SeedSpread(ratios / most, Double.POSITIVE_INFINITY, most);
    }
    double half = inverseTrigamma(beyond);
    return new SeedSpread(Math.exp(mean + Gamma.digamma(half) - Math.log(half)), 2 * half, most);
  }

  private static double inverseTrigamma(double value) {
    double log =
        new BrentSolver(1e-10)
            .solve(
                500,
                x -> Math.log(Gamma.trigamma(Math.exp(x))) - Math.log(value),
                LEAST_LOG,
                MOST_LOG);
    return Math.exp(log);
  }

  /** The seeds' mean square of {@code own}, drawn towards the others'. */
  double bySeed(MeanSquares own) {
    if (own.residual() == 0) {
      return own.bySeed();
    }
    double expected = ratio * own.residual();
    double weight = own.seeds() - 1.0;
    return Double.isInfinite(df)
        ? expected
        : (df * expected + weight * own.bySeed()) / (df + weight);
  }

  /** The degrees of freedom of {@link #bySeed(MeanSquares)}. */
  double df(MeanSquares own) {
    double alone = own.seeds() - 1.0;
    return own.residual() == 0 ? alone : Math.max(alone, Math.min(most, df + alone));
  }
}
