package peftlab.peft;

import peftlab.tensor.Matrix;
import peftlab.tensor.Parameter;

/**
 * A tensor that an adapter file keeps.
 *
 * @param name in the file
 * @param shape in the file
 * @param value the values
 */
@SuppressWarnings("ArrayRecordComponent") // written to a file, never compared
public record StoredTensor(String name, long[] shape, Matrix value) {
  /** A parameter under its own name. */
  public static StoredTensor of(Parameter parameter) {
    return new StoredTensor(parameter.name(), parameter.shape(), parameter.value());
  }
}
