package peftlab.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures of predicted classes against true ones. */
public final class Metrics {
  /** Names of all measures. */
  public static final List<String> NAMES = List.of("accuracy", "macro_f1", "mcc", "binary_f1");

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
    for (String name : List.of("accuracy", "macro_f1", "mcc")) {
      metrics.put(name, of(name, confusion));
    }
    if (classes == 2) {
      metrics.put("binary_f1", of("binary_f1", confusion));
    }
    return metrics;
  }

  /**
   * One measure of counted outcomes.
   *
   * @param name as in {@link #of(int[], int[], int)}
   * @param confusion number of rows by true class, then predicted class
   */
  public static double of(String name, long[][] confusion) {
    return switch (name) {
      case "accuracy" -> accuracy(confusion);
      case "macro_f1" -> macroF1(confusion);
      case "mcc" -> mcc(confusion);
      case "binary_f1" -> f1(confusion, 1);
      default -> throw new IllegalArgumentException("no measure is called " + name);
    };
  }

  private static double accuracy(long[][] confusion) {
    long right = 0;
    long rows = 0;
    for (int c = 0; c < confusion.length; c++) {
      right += confusion[c][c];
      for (long count : confusion[c]) {
        rows += count;
      }
    }
    return (double) right / Math.max(1, rows);
  }

  /**
   * The mean of F1 over all classes of the task. A class that is neither true nor predicted counts
   * as 0, where scikit-learn's {@code f1_score(average="macro")} leaves it out unless it is given
   * {@code labels} with all classes: the two agree with that argument.
   */
  private static double macroF1(long[][] confusion) {
    double sum = 0;
    for (int c = 0; c < confusion.length; c++) {
      sum += f1(confusion, c);
    }
    return sum / confusion.length;
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
