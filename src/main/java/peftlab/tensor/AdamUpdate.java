package peftlab.tensor;

import java.util.BitSet;

/**
 * One {@link AdamStep} of one tensor.
 *
 * @param step its numbers
 * @param weight what is updated, {@code [rows, columns]}
 * @param gradient of the weight's shape
 * @param first moment, of the weight's shape
 * @param second moment, of the weight's shape
 * @param rows the rows to update, null for all; only where {@link Kernels#keepsGradientsByRow}
 */
public record AdamUpdate(
    AdamStep step, Matrix weight, Matrix gradient, Matrix first, Matrix second, BitSet rows) {
  /** An update of the whole tensor. */
  public AdamUpdate(AdamStep step, Matrix weight, Matrix gradient, Matrix first, Matrix second) {
    this(step, weight, gradient, first, second, null);
  }
}
