package peftlab.method;

import java.util.List;

/** Tensors that an adaptation left in a file. */
@FunctionalInterface
public interface StoredValues {
  /**
   * The values of the tensor called {@code name}, row by row.
   *
   * @param shape that the tensor must have
   * @throws peftlab.InputException where it is missing or has another shape
   */
  float[] read(String name, long... shape);

  /** Overwrites the values of all {@code tensors}. */
  default void fill(List<StoredTensor> tensors) {
    for (StoredTensor tensor : tensors) {
      tensor.value().set(read(tensor.name(), tensor.shape()));
    }
  }
}
