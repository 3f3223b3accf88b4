package peftlab.report.stats;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.integration.SimpsonIntegrator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Methods ranked over several tasks (Demšar, 2006): average ranks, Friedman's test with Iman and
 * Davenport's correction, Nemenyi's critical difference.
 *
 * @param ranks average rank of each method, 1 the best, ties sharing theirs
 * @param p probability of ranks as different as these among equal methods
 * @param criticalDifference smallest significant difference of two average ranks at 5 %
 */
public record Ranking(List<Double> ranks, double p, double criticalDifference) {
  private static final double SIGNIFICANCE = 0.05;

  /**
   * Ranks methods.
   *
   * @param scores a list of the methods' scores for each task, higher being better
   */
  public static Ranking of(List<List<Double>> scores) {
    int tasks = scores.size();
    int methods = scores.get(0).size();
    double[] sums = new double[methods];
    for (List<Double> task : scores) {
      for (int m = 0; m < methods; m++) {
        sums[m] += rank(task, m);
      }
    }
    List<Double> ranks = new ArrayList<>();
    double squares = 0;
    for (double sum : sums) {
      ranks.add(sum / tasks);
      squares += (sum / tasks) * (sum / tasks);
    }
    double k = methods;
    double chi = 12 * tasks / (k * (k + 1)) * (squares - k * (k + 1) * (k + 1) / 4);
    double rest = tasks * (k - 1) - chi;
    double p = 0;
    if (rest > 1e-12) {
      FDistribution f = new FDistribution(null, k - 1, (k - 1) * (tasks - 1));
      p = 1 - f.cumulativeProbability((tasks - 1) * chi / rest);
    }
    double difference = nemenyi(methods) * Math.sqrt(k * (k + 1) / (6.0 * tasks));
    return new Ranking(ranks, p, difference);
  }

  private static double rank(List<Double> scores, int method) {
    double above = 0;
    double equal = 0;
    for (double score : scores) {
      above += score > scores.get(method) ? 1 : 0;
      equal += score == scores.get(method) ? 1 : 0;
    }
    return above + (equal + 1) / 2;
  }

  /** Nemenyi's q: the studentized range's 95 % quantile, of {@code methods} means, over √2. */
  static double nemenyi(int methods) {
    BrentSolver solver = new BrentSolver(1e-7);
    return solver.solve(200, q -> range(q, methods) - (1 - SIGNIFICANCE), 0.5, 12) / Math.sqrt(2);
  }

  /** P(range of k standard normal values ≤ q) = k ∫ φ(z) (Φ(z) − Φ(z − q))ᵏ⁻¹ dz. */
  private static double range(double q, int k) {
    NormalDistribution normal = new NormalDistribution(null, 0, 1);
    UnivariateFunction density =
        z ->
            k
                * normal.density(z)
                * Math.pow(
                    normal.cumulativeProbability(z) - normal.cumulativeProbability(z - q), k - 1.0);
    return new SimpsonIntegrator(1e-9, 1e-10, 6, 20).integrate(100_000, density, -9, 9);
  }
}
