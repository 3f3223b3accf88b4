package peftlab.report.stats;

import java.util.Collections;
import java.util.List;
import peftlab.metric.Confusion;

/**
 * The classes that one run predicted.
 *
 * @param labels true class of each example
 * @param predictions predicted class of each example, in the same order
 * @param classes number of classes of the task, whether or not all of them occur
 */
public record Run(List<Integer> labels, List<Integer> predictions, int classes) {

  /** Copies the lists. */
  public Run {
    labels = List.copyOf(labels);
    predictions = List.copyOf(predictions);
    if (labels.size() != predictions.size()) {
      throw new IllegalArgumentException(
          labels.size() + " labels, but " + predictions.size() + " predictions");
    }
    if (classes < seen(labels, predictions)) {
      throw new IllegalArgumentException("a class is not below " + classes);
    }
  }

  /** A run of a task that has the classes that occur, and two at least. */
  public Run(List<Integer> labels, List<Integer> predictions) {
    this(labels, predictions, Math.max(2, seen(labels, predictions)));
  }

  private static int seen(List<Integer> labels, List<Integer> predictions) {
    return labels.isEmpty()
        ? 0
        : 1 + Math.max(Collections.max(labels), Collections.max(predictions));
  }

  /** Number of examples. */
  public int size() {
    return labels.size();
  }

  /** How many examples of each class were predicted as which class. */
  public Confusion confusion() {
    Confusion counts = new Confusion(classes);
    for (int i = 0; i < labels.size(); i++) {
      counts.add(labels.get(i), predictions.get(i), 1);
    }
    return counts;
  }
}
