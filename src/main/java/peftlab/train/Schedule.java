package peftlab.train;

/** How the learning rate changes over a run. */
public enum Schedule {
  /** The same rate at every step, after the warm-up. */
  CONSTANT,
  /** Falls linearly from the rate, after the warm-up, to zero after the last step. */
  LINEAR;

  /**
   * What the rate is multiplied by at {@code step}, counted from 0, of {@code steps}: {@code
   * step/warmup} during the warm-up, as Hugging Face's schedules have it. There, {@code
   * warmup_ratio} of the steps is rounded up to the number of warm-up steps, here it is rounded to
   * the nearest ({@link Trainer}): 6 % of 120 steps are 8 there and 7 here.
   */
  public double factor(int step, int steps, int warmup) {
    if (step < warmup) {
      return (double) step / warmup;
    }
    return switch (this) {
      case CONSTANT -> 1;
      case LINEAR -> (double) Math.max(0, steps - step) / Math.max(1, steps - warmup);
    };
  }
}
