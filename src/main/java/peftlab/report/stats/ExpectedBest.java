package peftlab.report.stats;

import java.util.ArrayList;
import java.util.List;

/** What a search of k trials can be expected to find (Dodge et al., 2019, arXiv 1909.03004). */
public final class ExpectedBest {
  private ExpectedBest() {}

  /**
   * The expected best score of k trials, for k from 1 to the number of scores: {@code Σᵢ v₍ᵢ₎
   * ((i/n)ᵏ − ((i − 1)/n)ᵏ)} over the ascending scores v₍ᵢ₎ of n trials drawn at random.
   */
  public static List<Double> of(List<Double> scores) {
    List<Double> sorted = scores.stream().sorted().toList();
    int n = sorted.size();
    List<Double> expected = new ArrayList<>();
    for (int k = 1; k <= n; k++) {
      double sum = 0;
      for (int i = 1; i <= n; i++) {
        double share = Math.pow((double) i / n, k) - Math.pow((i - 1.0) / n, k);
        sum += sorted.get(i - 1) * share;
      }
      expected.add(sum);
    }
    return expected;
  }
}
