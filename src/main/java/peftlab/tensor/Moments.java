package peftlab.tensor;

import java.util.BitSet;

/** AdamW's two moments of one parameter; rows that never had a gradient take no memory. */
public final class Moments {
  private final Matrix first;
  private final Matrix second;
  private final BitSet ready = new BitSet();

  /** Zero moments for a parameter that has had its first gradient. */
  public Moments(Parameter parameter, Arena arena) {
    first = arena.allocate(MemoryCategory.OPTIMIZER, parameter.rows(), parameter.columns());
    second = arena.allocate(MemoryCategory.OPTIMIZER, parameter.rows(), parameter.columns());
  }

  /**
   * The next update of {@code parameter}.
   *
   * <p>A row of a table that no batch has named yet has zero gradient and moments, so that AdamW
   * would only decay it: that is done here, and the update is of the other rows alone.
   */
  public AdamUpdate next(Kernels kernels, AdamStep step, Parameter parameter) {
    Matrix value = parameter.value();
    Matrix gradient = parameter.storedGradient().matrix();
    BitSet named = parameter.storedGradient().named();
    if (named == null) {
      prepare(kernels, 0, parameter.rows());
      return new AdamUpdate(step, value, gradient, first, second);
    }
    named.stream().filter(row -> !ready.get(row)).forEach(row -> prepare(kernels, row, row + 1));
    double keep = 1 - step.rate() * step.decay();
    if (keep != 1) {
      kernels.scale(keep, value);
    }
    return new AdamUpdate(step.withoutDecay(), value, gradient, first, second, named);
  }

  /** Zeroes the rows that have not been used yet. */
  private void prepare(Kernels kernels, int from, int to) {
    for (int start = ready.nextClearBit(from); start < to; start = ready.nextClearBit(start)) {
      int next = ready.nextSetBit(start);
      int end = next < 0 ? to : Math.min(to, next);
      kernels.fill(first.rowRange(start, end), 0);
      kernels.fill(second.rowRange(start, end), 0);
      ready.set(start, end);
    }
  }
}
