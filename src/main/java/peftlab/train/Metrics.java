package peftlab.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Measures of predicted classes against true ones. */
public final class Metrics {
  private Metrics() {}

  /**
   * All measures: {@code accuracy}, {@code macro_f1}, {@code mcc} (Gorodkin's for more than two
   * classes), and {@code binary_f1} of class 1 where there are two classes.
   */
  public static Map<String, Double> of(int[] predicted, int[] actual, int classes) {
    long[][] confusion = new long[classes][classes]; // [actual][predicted]
    for (int i = 0; i < actual.length; i++) {
      confusion[actual[i]][predicted[i]]++;
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    long right = 0;
    double f1 = 0;
    for (int c = 0; c < classes; c++) {
      right += confusion[c][c];
      f1 += f1(confusion, c);
    }
    metrics.put("accuracy", (double) right / Math.max(1, actual.length));
    metrics.put("macro_f1", f1 / classes);
    metrics.put("mcc", mcc(confusion));
    if (classes == 2) {
      metrics.put("binary_f1", f1(confusion, 1));
    }
    return metrics;
  }

  /** {@code 2·TP / (2·TP + FP + FN)}, 0 where the class is neither true nor predicted. */
  private static double f1(long[][] confusion, int c) {
    long inRow = 0;
    long inColumn = 0;
    for (int other = 0; other < confusion.length; other++) {
      inRow += confusion[c][other];
      inColumn += confusion[other][c];
    }
    return inRow + inColumn == 0 ? 0 : 2.0 * confusion[c][c] / (inRow + inColumn);
  }

  /** {@code (n·c − Σ p·t) / √((n² − Σ p²)(n² − Σ t²))}, 0 where it is undefined. */
  private static double mcc(long[][] confusion) {
    double n = 0;
    double right = 0;
    double products = 0;
    double truths = 0;
    double predictions = 0;
    for (int c = 0; c < confusion.length; c++) {
      double inRow = 0;
      double inColumn = 0;
      for (int other = 0; other < confusion.length; other++) {
        inRow += confusion[c][other];
        inColumn += confusion[other][c];
      }
      n += inRow;
      right += confusion[c][c];
      products += inRow * inColumn;
      truths += inRow * inRow;
      predictions += inColumn * inColumn;
    }
    double scale = Math.sqrt((n * n - predictions) * (n * n - truths));
    return scale == 0 ? 0 : (n * right - products) / scale;
  }
}
