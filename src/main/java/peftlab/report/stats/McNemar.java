package peftlab.report.stats;

import org.apache.commons.math3.distribution.BinomialDistribution;

/** McNemar's exact test of two single runs on the same examples: are their error rates equal? */
public final class McNemar {
  private McNemar() {}

  /**
   * The two-sided p value: twice the binomial tail of the smaller of the two counts of examples
   * that only one run got right.
   *
   * @throws IllegalArgumentException where the runs differ in their labels
   */
  public static double p(Run a, Run b) {
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
    return p(onlyA, onlyB);
  }

  /** The p value for {@code onlyA} and {@code onlyB} examples that one run alone got right. */
  static double p(int onlyA, int onlyB) {
    if (onlyA + onlyB == 0) {
      return 1;
    }
    BinomialDistribution binomial = new BinomialDistribution(null, onlyA + onlyB, 0.5);
    return Math.min(1, 2 * binomial.cumulativeProbability(Math.min(onlyA, onlyB)));
  }
}
