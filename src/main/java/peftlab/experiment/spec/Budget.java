package peftlab.experiment.spec;

/**
 * A budget that a method's capacity is solved for.
 *
 * @param resource what is counted
 * @param target parameters or bytes
 */
public record Budget(Resource resource, long target) {

  /** What a budget counts. */
  public enum Resource {
    /** Trained parameters, without the head. */
    TRAINABLE,
    /** Predicted peak bytes of all categories. */
    MEMORY
  }
}
