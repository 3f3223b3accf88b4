package peftlab.checkpoint;

import peftlab.InputException;

/**
 * (IA)³: outputs, or inputs, times a vector.
 *
 * @param vector one factor for each output or input
 * @param ofInputs whether inputs are rescaled
 */
@SuppressWarnings("ArrayRecordComponent") // read in inner loops, never compared
record RescalingChange(float[] vector, boolean ofInputs) implements ModuleChange {
  @Override
  public void changeRow(int row, double[] weights) {
    for (int j = 0; j < weights.length; j++) {
      weights[j] *= vector[ofInputs ? j : row];
    }
  }

  @Override
  public double changeBias(int row, double bias) {
    return ofInputs ? bias : bias * vector[row];
  }

  @Override
  public void check(String module, long outputs, long inputs) {
    if (vector.length != (ofInputs ? inputs : outputs)) {
      throw new InputException(
          "the adapter rescales %d %s of %s, but the model has %d"
              .formatted(
                  vector.length,
                  ofInputs ? "inputs" : "outputs",
                  module,
                  ofInputs ? inputs : outputs));
    }
  }
}
