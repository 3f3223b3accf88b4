package peftlab.report.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * What a search of k trials can be expected to find, by the unbiased estimate of Tang et al. (2020,
 * arXiv 2004.13705). Of the estimates that Dodge et al. (2021, arXiv 2110.00613) compare it varies
 * most, so it wants more than a few trials.
 */
public final class ExpectedBest {
  private ExpectedBest() {}

  /**
   * The expected best score of k trials, for k from 1 to the number of scores: the mean of the best
   * over all draws of k of the n scores without replacement, {@code Σᵢ C(i − 1, k − 1) / C(n, k) ·
   * v₍ᵢ₎} over the ascending scores v₍ᵢ₎. It assumes that the trials were drawn independently of
   * each other.
   */
  public static List<Double> of(List<Double> scores) {
    List<Double> sorted = scores.stream().sorted().toList();
    int n = sorted.size();
    List<Double> expected = new ArrayList<>();
    for (int k = 1; k <= n; k++) {
      double weight = (double) k / n;
      double sum = 0;
      for (int i = n; i >= k; i--) {
        sum += weight * sorted.get(i - 1);
        weight *= (i - k) / (i - 1.0);
      }
      expected.add(sum);
    }
    return expected;
  }
}
