package peftlab.report.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * Tests whether two methods differ where seeds and examples are both a sample: every run is
 * evaluated on the same examples, and another study would have other seeds and other examples.
 *
 * <p>This is the analysis of variance for crossed readers and cases (Dorfman, Berbaum and Metz,
 * 1992) with seeds as readers. With d the difference of the two methods for each of n seeds and N
 * examples, the variance of its mean is {@code (MS_example + MS_seed − MS_residual)/(n·N)}, a
 * negative part counting as none; the degrees of freedom are Satterthwaite's, no fewer than the
 * seeds'. Runs are paired by seed where both methods have the same seeds; otherwise the seeds' part
 * is the sum of that of each method. {@link SeedSpread} steadies {@code MS_seed}. Nothing in it is
 * drawn at random.
 */
public final class CrossedTest {
  private final List<Runs> methods;
  private final SeedSpread spread;

  /**
   * The runs of one method.
   *
   * @param seeds of the runs, ascending; two or more
   * @param values for each run one value per example, whose mean is the run's score: see {@link
   *     Jackknife}
   */
  public record Runs(List<Long> seeds, List<double[]> values) {
    /** Copies the lists. */
    public Runs {
      seeds = List.copyOf(seeds);
      values = List.copyOf(values);
      if (seeds.size() < 2 || seeds.size() != values.size()) {
        throw new IllegalArgumentException("two runs or more are needed, and a seed for each");
      }
    }

    private double[] mean() {
      double[] mean = new double[values.get(0).length];
      for (double[] run : values) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] += run[i] / values.size();
        }
      }
      return mean;
    }

    private double[][] table() {
      return values.toArray(new double[0][]);
    }

    private double[][] less(Runs other) {
      double[][] table = new double[values.size()][];
      for (int s = 0; s < table.length; s++) {
        table[s] = subtract(values.get(s), other.values.get(s));
      }
      return table;
    }
  }

  /** A test of any two of these methods, all of them on the same two examples or more. */
  public CrossedTest(List<Runs> methods) {
    this.methods = List.copyOf(methods);
    this.spread = SeedSpread.of(methods.stream().map(m -> MeanSquares.of(m.table())).toList());
  }

  /** Compares the method at place {@code a} with the one at place {@code b}. */
  public Difference compare(int a, int b) {
    Runs first = methods.get(a);
    Runs second = methods.get(b);
    List<MeanSquares> seeds = new ArrayList<>();
    if (first.seeds.equals(second.seeds)) {
      seeds.add(MeanSquares.of(first.less(second)));
    } else {
      seeds.add(MeanSquares.of(first.table()));
      seeds.add(MeanSquares.of(second.table()));
    }
    return compare(subtract(first.mean(), second.mean()), seeds);
  }

  /**
   * Compares two single runs: the examples are a sample, the seed is not, so that it says nothing
   * about other runs of the same methods.
   *
   * @param a one value per example, whose mean is the run's score
   * @param b of the other run, on the same examples
   */
  public static Difference single(double[] a, double[] b) {
    return new CrossedTest(List.of()).compare(subtract(a, b), List.of());
  }

  private Difference compare(double[] differences, List<MeanSquares> seeds) {
    int examples = differences.length;
    Summary overExamples = Summary.of(differences);
    double variance = MeanSquares.square(overExamples.sd()) / examples;
    double uncertainty = MeanSquares.square(variance) / (examples - 1);
    double least = 0;
    for (MeanSquares own : seeds) {
      double share = 1.0 / own.seeds() / examples;
      double bySeed = spread.bySeed(own);
      variance += Math.max(0, bySeed - own.residual()) * share;
      uncertainty += MeanSquares.square(bySeed * share) / spread.df(own);
      least = least == 0 ? spread.df(own) : Math.min(least, spread.df(own));
    }
    double df = Math.max(least, MeanSquares.square(variance) / uncertainty);
    return Difference.t(overExamples.mean(), variance, df, examples);
  }

  private static double[] subtract(double[] a, double[] b) {
    double[] differences = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      differences[i] = a[i] - b[i];
    }
    return differences;
  }
}
