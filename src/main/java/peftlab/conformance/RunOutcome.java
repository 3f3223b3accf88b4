package peftlab.conformance;

/**
 * What came of replaying one run.
 *
 * @param run name of its folder
 * @param steps that were replayed
 * @param lossDifference largest over the steps
 * @param logitDifference largest over rows and classes, after the last step
 * @param passed whether it was replayed, with both differences within their tolerance
 * @param failure why it could not be replayed; null where it was
 */
public record RunOutcome(
    String run,
    int steps,
    double lossDifference,
    double logitDifference,
    boolean passed,
    String failure) {

  /** A run that was replayed; a difference that is no number fails it. */
  static RunOutcome replayed(
      String run, int steps, double lossDifference, double logitDifference, Tolerances tolerances) {
    boolean passed = lossDifference <= tolerances.loss() && logitDifference <= tolerances.logit();
    return new RunOutcome(run, steps, lossDifference, logitDifference, passed, null);
  }

  /** A run that could not be replayed. */
  static RunOutcome failed(String run, String failure) {
    return new RunOutcome(run, 0, Double.NaN, Double.NaN, false, failure);
  }
}
