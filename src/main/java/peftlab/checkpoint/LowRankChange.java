package peftlab.checkpoint;

import peftlab.InputException;

/**
 * LoRA and DoRA: {@code W + scale·B·A}, with each row then brought to a length of its own where
 * there are magnitudes.
 *
 * @param scale of the product
 * @param a {@code [rank, inputs]}
 * @param b {@code [outputs, rank]}
 * @param rank of the product
 * @param magnitudes {@code [outputs]}, or null
 * @param bias of the B half, {@code [outputs]}, or null
 */
@SuppressWarnings("ArrayRecordComponent") // read in inner loops, never compared
record LowRankChange(double scale, float[] a, float[] b, int rank, float[] magnitudes, float[] bias)
    implements ModuleChange {

  @Override
  public void changeRow(int row, double[] weights) {
    for (int k = 0; k < rank; k++) {
      double factor = scale * b[row * rank + k];
      int from = k * weights.length;
      for (int j = 0; j < weights.length; j++) {
        weights[j] += factor * a[from + j];
      }
    }
    if (magnitudes != null) {
      double sum = 0;
      for (double w : weights) {
        sum += w * w;
      }
      double factor = magnitudes[row] / Math.sqrt(sum);
      for (int j = 0; j < weights.length; j++) {
        weights[j] *= factor;
      }
    }
  }

  @Override
  public double changeBias(int row, double old) {
    return bias == null ? old : old + scale * bias[row];
  }

  @Override
  public void check(String module, long outputs, long inputs) {
    if (a.length != rank * inputs || b.length != rank * outputs) {
      throw new InputException(
          "the adapter's %s is [%d, %d], but the model's [%d, %d]"
              .formatted(module, b.length / rank, a.length / rank, outputs, inputs));
    }
  }
}
