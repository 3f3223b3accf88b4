package peftlab.report.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Bootstrap over examples and seeds together, for the difference between the mean scores of two
 * methods.
 *
 * <p>Each replicate draws the examples anew, the same for every run, and for each method n − 1 of
 * its n runs (Rao and Wu, 1988: n draws of so few would understate their variance by (n − 1)/n; a
 * single run is drawn as it is, and adds no variance). A method's replicate is its mean score on
 * the drawn examples over the drawn runs.
 */
public final class Bootstrap {
  private static final double CONFIDENCE = 0.95;

  private final List<double[]> both = new ArrayList<>();
  private final List<double[]> examplesOnly = new ArrayList<>();
  private final double[] scores;

  /**
   * What the bootstrap says of two methods.
   *
   * @param difference mean score of the first less that of the second
   * @param low end of the 95 % percentile interval
   * @param high other end
   * @param p two-sided: twice the smaller share of replicates on either side of zero
   * @param exampleSd standard deviation of the difference due to the examples alone
   */
  public record Difference(double difference, double low, double high, double p, double exampleSd) {
    /** The same with the p value of another test. */
    public Difference withP(double other) {
      return new Difference(difference, low, high, other, exampleSd);
    }
  }

  /**
   * Draws the replicates.
   *
   * @param methods runs of each method; all of them on the same examples
   * @param score of a confusion matrix of counts, true class first
   * @param replicates number of draws
   * @param seed of the draws
   * @throws IllegalArgumentException where runs differ in their labels, or there is nothing to draw
   */
  public Bootstrap(
      List<List<Run>> methods, ToDoubleFunction<long[][]> score, int replicates, long seed) {
    List<Run> runs = methods.stream().flatMap(List::stream).toList();
    check(methods, runs);
    int[][] cells = cells(runs);
    int classes = classes(runs);
    int examples = runs.get(0).size();
    SplittableRandom random = new SplittableRandom(seed);
    int[] all = new int[examples];
    for (int i = 0; i < examples; i++) {
      all[i] = i;
    }
    double[] observed = scores(cells, all, classes, score);
    scores = new double[methods.size()];
    for (int m = 0, from = 0; m < methods.size(); from += methods.get(m).size(), m++) {
      scores[m] = mean(observed, from, methods.get(m).size());
      both.add(new double[replicates]);
      examplesOnly.add(new double[replicates]);
    }
    int[] drawn = new int[examples];
    for (int b = 0; b < replicates; b++) {
      for (int i = 0; i < examples; i++) {
        drawn[i] = random.nextInt(examples);
      }
      double[] replicate = scores(cells, drawn, classes, score);
      for (int m = 0, from = 0; m < methods.size(); from += methods.get(m).size(), m++) {
        int n = methods.get(m).size();
        examplesOnly.get(m)[b] = mean(replicate, from, n);
        both.get(m)[b] = meanOfDrawn(replicate, from, n, random);
      }
    }
  }

  private static void check(List<List<Run>> methods, List<Run> runs) {
    if (methods.stream().anyMatch(List::isEmpty) || runs.isEmpty() || runs.get(0).size() == 0) {
      throw new IllegalArgumentException("every method needs a run, and every run an example");
    }
    for (Run run : runs) {
      if (!run.labels().equals(runs.get(0).labels())) {
        throw new IllegalArgumentException("runs were evaluated on different examples");
      }
    }
  }

  private static int classes(List<Run> runs) {
    int most = 0;
    for (Run run : runs) {
      for (int i = 0; i < run.size(); i++) {
        most = Math.max(most, Math.max(run.labels().get(i), run.predictions().get(i)));
      }
    }
    return Math.max(2, most + 1);
  }

  /** For each run and example the index of its cell in the confusion matrix. */
  private static int[][] cells(List<Run> runs) {
    int classes = classes(runs);
    int[][] cells = new int[runs.size()][];
    for (int r = 0; r < cells.length; r++) {
      Run run = runs.get(r);
      cells[r] = new int[run.size()];
      for (int i = 0; i < run.size(); i++) {
        cells[r][i] = run.labels().get(i) * classes + run.predictions().get(i);
      }
    }
    return cells;
  }

  private static double[] scores(
      int[][] cells, int[] drawn, int classes, ToDoubleFunction<long[][]> score) {
    double[] scores = new double[cells.length];
    long[] counts = new long[classes * classes];
    long[][] confusion = new long[classes][classes];
    for (int r = 0; r < cells.length; r++) {
      Arrays.fill(counts, 0);
      for (int example : drawn) {
        counts[cells[r][example]]++;
      }
      for (int c = 0; c < classes; c++) {
        System.arraycopy(counts, c * classes, confusion[c], 0, classes);
      }
      scores[r] = score.applyAsDouble(confusion);
    }
    return scores;
  }

  private static double mean(double[] values, int from, int n) {
    double sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += values[i];
    }
    return sum / n;
  }

  private static double meanOfDrawn(double[] values, int from, int n, SplittableRandom random) {
    int draws = Math.max(1, n - 1);
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      sum += values[from + random.nextInt(n)];
    }
    return sum / draws;
  }

  /** Compares the method at place {@code a} with the one at place {@code b}. */
  public Difference compare(int a, int b) {
    double[] differences = difference(both.get(a), both.get(b));
    Arrays.sort(differences);
    int n = differences.length;
    int atMostZero = 0;
    int atLeastZero = 0;
    for (double value : differences) {
      atMostZero += value <= 0 ? 1 : 0;
      atLeastZero += value >= 0 ? 1 : 0;
    }
    double p = Math.min(1, 2.0 * (Math.min(atMostZero, atLeastZero) + 1) / (n + 1));
    double tail = (1 - CONFIDENCE) / 2;
    return new Difference(
        scores[a] - scores[b],
        differences[(int) Math.floor(tail * (n - 1))],
        differences[(int) Math.ceil((1 - tail) * (n - 1))],
        p,
        Summary.of(difference(examplesOnly.get(a), examplesOnly.get(b))).sd());
  }

  private static double[] difference(double[] a, double[] b) {
    double[] differences = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      differences[i] = a[i] - b[i];
    }
    return differences;
  }
}
