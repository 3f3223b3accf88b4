package peftlab.experiment.plan;

import java.util.Map;

/** Predicts parameters, memory and time of a trial without running it. */
public interface Predictor {

  /** Foresees one trial. */
  Prediction predict(Trial trial);

  /**
   * Refuses a trial that its model cannot hold; reads neither weights nor data.
   *
   * @throws peftlab.InputException saying what does not fit
   */
  default void require(Trial trial) {}

  /**
   * The predicted cost of a trial.
   *
   * @param trained trained parameters, without the head
   * @param head parameters of the head
   * @param memory peak bytes by category
   * @param seconds of training and evaluation
   */
  record Prediction(long trained, long head, Map<String, Long> memory, double seconds) {

    /** Peak bytes of all categories. */
    public long bytes() {
      return memory.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
