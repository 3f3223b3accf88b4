package peftlab.checkpoint.format;

import java.nio.ByteBuffer;
import java.util.List;
import peftlab.InputException;

/**
 * Where one tensor's values lie: contiguous, little-endian, in one file.
 *
 * @param name as the file calls it
 * @param type of the stored values
 * @param shape as it is shown to readers
 * @param offset of the first value, in bytes from the file's start
 * @param transposed whether the file holds the matrix column by column of the shape shown
 */
public record FileTensor(
    TensorFile file,
    String name,
    ElementType type,
    List<Long> shape,
    long offset,
    boolean transposed) {
  /** Values that a transposing read holds at once. */
  private static final int BAND = 1 << 20;

  long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  long bytes() {
    return type.bytes(shape);
  }

  String origin() {
    return file.path() + ": tensor " + Messages.shown(name);
  }

  /** Streams the values in the row-major order of the shape shown. */
  void read(TensorSink sink, ByteBuffer bytes, float[] values) {
    if (!type.readable()) {
      throw new InputException(origin() + " has type " + type + ", expected F32, F16 or BF16");
    }
    if (transposed) {
      readTransposed(sink, bytes, values);
      return;
    }
    long elements = TensorSource.elements(dimensions());
    for (long at = 0; at < elements; at += values.length) {
      int count = (int) Math.min(values.length, elements - at);
      fill(at, bytes, values, 0, count);
      sink.accept(at, values, 0, count);
    }
  }

  private void readTransposed(TensorSink sink, ByteBuffer bytes, float[] values) {
    long rows = shape.get(0);
    long columns = shape.get(1);
    int wide = (int) Math.min(columns, BAND);
    int most = Math.min(values.length, BAND / Math.max(1, wide));
    int high = (int) Math.max(1, Math.min(rows, most));
    float[] band = new float[high * wide];
    for (long row = 0; row < rows; row += high) {
      int height = (int) Math.min(high, rows - row);
      for (long column = 0; column < columns; column += wide) {
        int width = (int) Math.min(wide, columns - column);
        for (int c = 0; c < width; c++) {
          fill((column + c) * rows + row, bytes, values, 0, height);
          for (int r = 0; r < height; r++) {
            band[r * width + c] = values[r];
          }
        }
        int count = height * width;
        for (int from = 0; from < count; from += TensorSource.CHUNK) {
          sink.accept(
              row * columns + column + from,
              band,
              from,
              Math.min(TensorSource.CHUNK, count - from));
        }
      }
    }
  }

  private void fill(long element, ByteBuffer bytes, float[] values, int at, int count) {
    bytes.clear().limit(count * type.bytes());
    file.read(bytes, offset + element * type.bytes());
    type.decode(bytes.flip(), values, at, count);
  }
}
