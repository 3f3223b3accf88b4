package peftlab.report.stats;

import java.util.HashMap;
import java.util.Map;
import peftlab.metric.Confusion;
import peftlab.metric.Metric;

/** Splits a run's score into one value per example, whatever the measure. */
public final class Jackknife {
  private Jackknife() {}

  /**
   * The pseudo-values {@code T + (n − 1)(T − T₍₋ᵢ₎)} of each example i, where T₍₋ᵢ₎ is the score
   * without it, moved by their common bias so that their mean is the score T (Efron and Stein,
   * 1981). For accuracy they are 1 where the run is right and 0 where it is wrong.
   *
   * @param run with at least two examples
   * @param score what the run is judged by
   */
  public static double[] values(Run run, Metric score) {
    Confusion confusion = run.confusion();
    int n = run.size();
    double whole = score.of(confusion);
    Map<Integer, Double> byCell = new HashMap<>();
    double[] values = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      int label = run.labels().get(i);
      int prediction = run.predictions().get(i);
      values[i] =
          byCell.computeIfAbsent(
              label * confusion.classes() + prediction,
              cell -> {
                confusion.add(label, prediction, -1);
                double without = score.of(confusion);
                confusion.add(label, prediction, 1);
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
