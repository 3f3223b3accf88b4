package peftlab.experiment;

/** Runs one trial: adapts, fits, evaluates. Several threads may call it at once. */
public interface TrialRunner {

  /**
   * Runs {@code trial} and tells {@code listener} about its steps.
   *
   * <p>A trial of phase {@link Trial#SEARCH} is trained on part of its training rows and evaluated
   * on the others ({@link ValidationSplit}), never on the evaluation rows. A loss that is NaN or
   * infinite is a result, {@code DIVERGED}. Whatever is thrown, {@link OutOfMemoryError} included,
   * becomes a failed result.
   */
  TrialOutcome run(Trial trial, TrialListener listener);
}
