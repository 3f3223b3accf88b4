package peftlab.checkpoint.format;

/** Takes one tensor's values as they stream by, in row-major order. */
@FunctionalInterface
public interface TensorSink {
  /**
   * Takes {@code count} values that start at element {@code at} of the tensor.
   *
   * @param values holds them from index {@code from} on; it is reused after this call returns
   */
  void accept(long at, float[] values, int from, int count);
}
