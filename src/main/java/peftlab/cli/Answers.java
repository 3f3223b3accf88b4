package peftlab.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import peftlab.train.Evaluator;

/**
 * What a classifier answers, as tab-separated text with a header.
 *
 * @param labels of the classes, in the order of the logits
 */
record Answers(List<String> labels) {
  /**
   * A line for each row: {@code label} and {@code probability} of the likeliest class, and where
   * asked for {@code logit:LABEL} of every class. A head with one output has no classes: {@code
   * value}.
   *
   * @param logits {@code [rows][classes]}
   */
  String tsv(List<float[]> logits, boolean withLogits) {
    if (labels.size() == 1) {
      return "value\n"
          + logits.stream().map(row -> number(row[0]) + "\n").collect(Collectors.joining());
    }
    StringBuilder tsv = new StringBuilder("label\tprobability");
    if (withLogits) {
      labels.forEach(label -> tsv.append("\tlogit:").append(cell(label)));
    }
    tsv.append('\n');
    int[] predicted = Evaluator.predictions(logits);
    for (int row = 0; row < predicted.length; row++) {
      float[] values = logits.get(row);
      int best = predicted[row];
      tsv.append(cell(labels.get(best))).append('\t').append(number(probability(values, best)));
      if (withLogits) {
        for (float value : values) {
          tsv.append('\t').append(number(value));
        }
      }
      tsv.append('\n');
    }
    return tsv.toString();
  }

  /** The softmax's value of one class. */
  private static double probability(float[] logits, int chosen) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - logits[chosen]);
    }
    return 1 / sum;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.8g", value);
  }

  /** A label as one cell: what would end the cell is written as in Java. */
  private static String cell(String label) {
    return label
        .chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '\t' -> "\\t";
                  case '\n' -> "\\n";
                  case '\r' -> "\\r";
                  case '\\' -> "\\\\";
                  default -> Character.toString(c);
                })
        .collect(Collectors.joining());
  }
}
