package peftlab.experiment.results;

import java.util.List;

/**
 * What running a trial gives.
 *
 * @param result its line in the log
 * @param predictions one for each evaluated row, in the order of the rows; empty where it failed
 * @param classes names of the classes, in the order of their numbers; empty where it failed
 */
public record TrialOutcome(TrialResult result, List<Prediction> predictions, List<String> classes) {

  /** One whose classes have no names, such as one that failed. */
  public TrialOutcome(TrialResult result, List<Prediction> predictions) {
    this(result, predictions, List.of());
  }

  /**
   * One evaluated row.
   *
   * @param label the true class
   * @param prediction the class with the largest logit
   */
  public record Prediction(int label, int prediction) {}
}
