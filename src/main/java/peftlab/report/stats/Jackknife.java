package peftlab.report.stats;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Splits a run's score into one value per example, whatever the measure. */
public final class Jackknife {
  private Jackknife() {}

  /**
   * The pseudo-values {@code T + (n − 1)(T − T₍₋ᵢ₎)} of each example i, where T₍₋ᵢ₎ is the score
   * without it, moved by their common bias so that their mean is the score T (Efron and Stein,
   * 1981). For accuracy they are 1 where the run is right and 0 where it is wrong.
   *
   * @param run with at least two examples
   * @param score of a confusion matrix of counts, true class first
   */
  public static double[] values(Run run, ToDoubleFunction<long[][]> score) {
    long[][] confusion = run.confusion();
    int n = run.size();
    double whole = score.applyAsDouble(confusion);
    Map<Integer, Double> byCell = new HashMap<>();
    double[] values = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      int label = run.labels().get(i);
      int prediction = run.predictions().get(i);
      values[i] =
          byCell.computeIfAbsent(
              label * confusion.length + prediction,
              cell -> {
                confusion[label][prediction]--;
                double without = score.applyAsDouble(confusion);
                confusion[label][prediction]++;
                return (n - 1) * (whole - without);
              });
      sum += values[i];
    }
    for (int i = 0; i < n; i++) {
      values[i] += whole - sum / n;
    }
    return values;
  }
}
