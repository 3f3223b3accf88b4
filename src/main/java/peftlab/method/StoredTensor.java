package peftlab.method;

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
  /** What Hugging Face PEFT puts before the path of a module that it adapted. */
  public static final String PEFT = "base_model.model.";

  /** A parameter under another name. */
  public static StoredTensor of(String name, Parameter parameter) {
    return new StoredTensor(name, parameter.shape(), parameter.value());
  }

  /** A parameter under its own name. */
  public static StoredTensor of(Parameter parameter) {
    return new StoredTensor(parameter.name(), parameter.shape(), parameter.value());
  }
}
