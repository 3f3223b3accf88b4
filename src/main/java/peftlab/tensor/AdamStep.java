package peftlab.tensor;

/**
 * The numbers of one AdamW update (Loshchilov and Hutter, arXiv 1711.05101), as PyTorch has it.
 *
 * <pre>
 * w ← w·(1 − rate·decay)
 * m ← β1·m + (1 − β1)·g;  v ← β2·v + (1 − β2)·g²
 * w ← w − rate/(1 − β1^t) · m / (√v/√(1 − β2^t) + ε)
 * </pre>
 *
 * @param rate learning rate of this step
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the denominator
 * @param decay decoupled weight decay
 * @param step which update of this tensor it is, counted from 1
 */
public record AdamStep(
    double rate, double beta1, double beta2, double epsilon, double decay, int step) {
  /** {@code rate / (1 − β1^t)}. */
  public double stepSize() {
    return rate / (1 - Math.pow(beta1, step));
  }

  /** {@code √(1 − β2^t)}. */
  public double denominatorScale() {
    return Math.sqrt(1 - Math.pow(beta2, step));
  }

  /** The same update without decay. */
  public AdamStep withoutDecay() {
    return new AdamStep(rate, beta1, beta2, epsilon, 0, step);
  }
}
