package peftlab.checkpoint;

import peftlab.InputException;

/**
 * VeRA: {@code W + diag(b)·B·diag(d)·A} with one A and B for all modules, of which a smaller module
 * takes the first columns and rows.
 *
 * @param a {@code [rank, columns]}
 * @param columns of A, at least the module's inputs
 * @param b {@code [at least the module's outputs, rank]}
 * @param d {@code [rank]}
 * @param outputs the vector b of the formula, {@code [outputs]}
 */
@SuppressWarnings("ArrayRecordComponent") // read in inner loops, never compared
record VectorChange(float[] a, int columns, float[] b, float[] d, float[] outputs)
    implements ModuleChange {
  @Override
  public void changeRow(int row, double[] weights) {
    for (int k = 0; k < d.length; k++) {
      double factor = (double) outputs[row] * b[row * d.length + k] * d[k];
      for (int j = 0; j < weights.length; j++) {
        weights[j] += factor * a[k * columns + j];
      }
    }
  }

  @Override
  public void check(String module, long moduleOutputs, long inputs) {
    if (outputs.length != moduleOutputs
        || columns < inputs
        || b.length < moduleOutputs * d.length) {
      throw new InputException(
          "the adapter's vectors and projections do not fit %s, which is [%d, %d]"
              .formatted(module, moduleOutputs, inputs));
    }
  }
}
