package peftlab.report.stats;

import java.util.List;

/**
 * The classes that one run predicted.
 *
 * @param labels true class of each example
 * @param predictions predicted class of each example, in the same order
 */
public record Run(List<Integer> labels, List<Integer> predictions) {

  /** Copies the lists. */
  public Run {
    labels = List.copyOf(labels);
    predictions = List.copyOf(predictions);
    if (labels.size() != predictions.size()) {
      throw new IllegalArgumentException(
          labels.size() + " labels, but " + predictions.size() + " predictions");
    }
  }

  /** Number of examples. */
  public int size() {
    return labels.size();
  }
}
