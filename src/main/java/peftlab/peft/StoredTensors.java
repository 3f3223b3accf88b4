package peftlab.peft;

import peftlab.tensor.Matrix;

/** The tensors of an adapter file, under the names that {@link Adaptation#stored} gave them. */
public interface StoredTensors {
  /** Whether the file holds a tensor of that name. */
  boolean has(String name);

  /**
   * Copies a tensor's values.
   *
   * @param shape that the tensor must have in the file
   * @param into as many elements, in the same order
   * @throws peftlab.InputException where the tensor is missing or has another shape
   */
  void read(String name, long[] shape, Matrix into);
}
