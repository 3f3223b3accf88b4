package peftlab.report.stats;

import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * McNemar's test of two single runs on the same examples: are their error rates equal? The mid-p
 * form, which is neither as timid as the exact one nor as bold as χ² (Fagerland et al., 2013).
 */
public final class McNemar {
  private McNemar() {}

  /**
   * Compares the accuracies of two runs. Of the examples that only one run got right, the first
   * run's share is ½ if they are equally good; the interval holds the shares that the same test
   * would not reject, as differences of the accuracies.
   *
   * @throws IllegalArgumentException where the runs differ in their labels
   */
  public static Difference compare(Run a, Run b) {
    if (!a.labels().equals(b.labels())) {
      throw new IllegalArgumentException("runs were evaluated on different examples");
    }
    int onlyA = 0;
    int onlyB = 0;
    for (int i = 0; i < a.size(); i++) {
      boolean rightA = a.predictions().get(i).equals(a.labels().get(i));
      boolean rightB = b.predictions().get(i).equals(b.labels().get(i));
      onlyA += rightA && !rightB ? 1 : 0;
      onlyB += rightB && !rightA ? 1 : 0;
    }
    double discordant = (double) (onlyA + onlyB) / a.size();
    return new Difference(
        (double) (onlyA - onlyB) / a.size(),
        (1 - 2 * highest(onlyB, onlyA)) * discordant,
        (2 * highest(onlyA, onlyB) - 1) * discordant,
        p(onlyA, onlyB));
  }

  /** The p value for {@code onlyA} and {@code onlyB} examples that one run alone got right. */
  static double p(int onlyA, int onlyB) {
    return Math.min(1, 2 * tail(Math.min(onlyA, onlyB), onlyA + onlyB, 0.5));
  }

  /** The largest share of {@code of} that {@code wins} does not rule out. */
  private static double highest(int wins, int losses) {
    double rejected = (1 - Difference.CONFIDENCE) / 2;
    if (losses == 0) {
      return 1;
    }
    return new BrentSolver(1e-12)
        .solve(500, share -> tail(wins, wins + losses, share) - rejected, 0, 1);
  }

  /** P(X &lt; k) + ½ P(X = k) of a binomial X. */
  private static double tail(int k, int n, double share) {
    BinomialDistribution binomial = new BinomialDistribution(null, n, share);
    return binomial.cumulativeProbability(k) - binomial.probability(k) / 2;
  }
}
