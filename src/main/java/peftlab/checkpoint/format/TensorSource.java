package peftlab.checkpoint.format;

import java.io.Closeable;
import java.util.Arrays;
import java.util.Set;
import peftlab.InputException;

/**
 * Named float tensors that are read in small pieces, so that no model is ever held on the heap.
 *
 * <p>Every method that takes a name throws {@link InputException}, naming file and tensor, where
 * there is no such tensor.
 */
public interface TensorSource extends Closeable {
  /** The most values that a sink is given at once. */
  int CHUNK = 1 << 16;

  /** The names of all tensors, in a fixed order. */
  Set<String> names();

  /** The sizes of a tensor's dimensions, a copy. */
  long[] shape(String name);

  /**
   * Reads a whole tensor in order, at most {@link #CHUNK} values at a time, as 32-bit floats.
   *
   * <p>The sink must not read from this source.
   *
   * @throws InputException where the file ends early or the stored type is no float
   */
  void read(String name, TensorSink sink);

  /** Where a tensor comes from, for messages: file and stored name. */
  String origin(String name);

  @Override
  void close();

  /**
   * Checks that a tensor is there and has exactly this shape.
   *
   * @throws InputException where it has another
   */
  default void require(String name, long... expected) {
    long[] actual = shape(name);
    if (!Arrays.equals(actual, expected)) {
      throw new InputException(
          origin(name)
              + " has shape "
              + Arrays.toString(actual)
              + ", expected "
              + Arrays.toString(expected));
    }
  }

  /** Reads a tensor that is small enough for one array, checking its shape first. */
  default float[] values(String name, long... expected) {
    require(name, expected);
    float[] all = new float[Math.toIntExact(elements(expected))];
    read(name, (at, values, from, count) -> System.arraycopy(values, from, all, (int) at, count));
    return all;
  }

  /** The number of values that a shape holds; 1 for a scalar. */
  static long elements(long... shape) {
    long elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, size);
    }
    return elements;
  }
}
