package peftlab.metric;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import peftlab.DidYouMean;
import peftlab.InputException;

/**
 * What a task is judged by. A constant is all that there is to a metric: cards, experiments,
 * results, tables and charts take its name, its label and its number from here.
 */
public enum Metric {
  /** The share of examples that are right. */
  ACCURACY("accuracy", " (%)") {
    @Override
    public double of(Confusion confusion) {
      long right = 0;
      long examples = 0;
      for (int c = 0; c < confusion.classes(); c++) {
        right += confusion.right(c);
        examples += confusion.actual(c);
      }
      return (double) right / Math.max(1, examples);
    }
  },

  /**
   * The mean of F1 over all classes of the task. A class that is neither true nor predicted counts
   * as 0, where scikit-learn's {@code f1_score(average="macro")} leaves it out unless it is given
   * {@code labels} with all classes: the two agree with that argument.
   */
  MACRO_F1("macro F1", " (%)") {
    @Override
    public double of(Confusion confusion) {
      double sum = 0;
      for (int c = 0; c < confusion.classes(); c++) {
        sum += f1(confusion, c);
      }
      return sum / confusion.classes();
    }
  },

  /**
   * Matthews' correlation, Gorodkin's for more than two classes: {@code (n·c − Σ p·t) / √((n² − Σ
   * p²)(n² − Σ t²))}, 0 where it is undefined.
   */
  MCC("Matthews corr.", " × 100") {
    @Override
    public double of(Confusion confusion) {
      double n = 0;
      double right = 0;
      double products = 0;
      double truths = 0;
      double predictions = 0;
      for (int c = 0; c < confusion.classes(); c++) {
        double actual = confusion.actual(c);
        double predicted = confusion.predicted(c);
        n += actual;
        right += confusion.right(c);
        products += actual * predicted;
        truths += actual * actual;
        predictions += predicted * predicted;
      }
      double scale = Math.sqrt((n * n - predictions) * (n * n - truths));
      return scale == 0 ? 0 : (n * right - products) / scale;
    }
  },

  /** F1 of the second of two classes. */
  BINARY_F1("F1", " (%)") {
    @Override
    public double of(Confusion confusion) {
      return f1(confusion, 1);
    }

    @Override
    public boolean fits(int classes) {
      return classes == 2;
    }
  };

  private final String label;
  private final String unit;

  Metric(String label, String unit) {
    this.label = label;
    this.unit = unit;
  }

  /** Its value, of which 1 is the best. */
  public abstract double of(Confusion confusion);

  /** Whether it can judge a task with so many classes. */
  public boolean fits(int classes) {
    return true;
  }

  /** Its name in cards, experiments and results, such as {@code macro_f1}. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name for people, such as {@code macro F1}. */
  public String label() {
    return label;
  }

  /** Its name with the unit of scores times 100, such as {@code macro F1 (%)}. */
  public String axis() {
    return label + unit;
  }

  /** The value of each metric that fits the number of classes, by id. */
  public static Map<String, Double> all(Confusion confusion) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (Metric metric : values()) {
      if (metric.fits(confusion.classes())) {
        all.put(metric.id(), metric.of(confusion));
      }
    }
    return all;
  }

  /** Ids of the metrics that can judge a task with so many classes. */
  public static List<String> fitting(int classes) {
    return Arrays.stream(values()).filter(m -> m.fits(classes)).map(Metric::id).toList();
  }

  /** The metric with this id; empty if there is none. */
  public static Optional<Metric> find(String id) {
    return Arrays.stream(values()).filter(metric -> metric.id().equals(id)).findFirst();
  }

  /**
   * The metric with this id.
   *
   * @throws InputException if there is none, with the ids that there are
   */
  @JsonCreator
  public static Metric named(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new InputException(
                    "unknown metric '%s': %s".formatted(id, DidYouMean.suggest(id, ids()))));
  }

  /** The ids of all metrics. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Metric::id).toList();
  }

  /** {@code 2·TP / (2·TP + FP + FN)}, 0 where the class is neither true nor predicted. */
  private static double f1(Confusion confusion, int c) {
    long sum = confusion.actual(c) + confusion.predicted(c);
    return sum == 0 ? 0 : 2.0 * confusion.right(c) / sum;
  }
}
