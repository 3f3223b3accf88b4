package peftlab.tensor;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A dense row-major matrix {@code [rows, columns]}: a view of memory, without history. */
public final class Matrix {
  private final Storage storage;
  private final long offset;
  private final int rows;
  private final int columns;
  private INDArray array;

  /**
   * A view of {@code rows × columns} elements that begin at {@code offset}, row by row.
   *
   * @throws IllegalArgumentException if the storage ends before
   */
  public Matrix(Storage storage, long offset, int rows, int columns) {
    if (rows < 0 || columns < 0 || offset + (long) rows * columns > storage.elements()) {
      throw new IllegalArgumentException(
          "[%d, %d] at %d does not fit in %d elements"
              .formatted(rows, columns, offset, storage.elements()));
    }
    this.storage = storage;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /** Number of elements. */
  public long size() {
    return (long) rows * columns;
  }

  /** Bytes of the elements. */
  public long bytes() {
    return size() * storage.precision().bytes();
  }

  /** Whether there is no memory behind it; such a matrix has a shape but no values. */
  public boolean isPhantom() {
    return storage.isPhantom();
  }

  /** The same memory read as {@code [rows, columns]}; the number of elements must agree. */
  public Matrix reshaped(int newRows, int newColumns) {
    if ((long) newRows * newColumns != size()) {
      throw new IllegalArgumentException(
          "[%d, %d] cannot be read as [%d, %d]".formatted(rows, columns, newRows, newColumns));
    }
    return new Matrix(storage, offset, newRows, newColumns);
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive), sharing the memory. */
  public Matrix rowRange(int from, int to) {
    return new Matrix(storage, offset + (long) from * columns, to - from, columns);
  }

  /** A copy of the values, row by row. */
  public float[] toFloats() {
    float[] values = new float[Math.toIntExact(size())];
    if (isPhantom()) {
      return values;
    }
    if (storage.buffer() != null) {
      storage.buffer().get(Math.toIntExact(offset), values);
      return values;
    }
    return size() == 0 ? values : array().dup('c').data().asFloat();
  }

  /** A copy of the values in double, row by row. */
  public double[] toDoubles() {
    if (storage.buffer() == null && size() > 0 && !isPhantom()) {
      return array().dup('c').data().asDouble();
    }
    float[] narrow = toFloats();
    double[] values = new double[narrow.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = narrow[i];
    }
    return values;
  }

  /** Overwrites the values, row by row. */
  public void set(float[] values) {
    set(0, values, 0, values.length);
  }

  /** Overwrites {@code count} elements from element {@code at} on. */
  public void set(long at, float[] values, int from, int count) {
    if (at < 0 || at + count > size()) {
      throw new IllegalArgumentException(
          "%d elements at %d do not fit in [%d, %d]".formatted(count, at, rows, columns));
    }
    if (count == 0 || isPhantom()) {
      return;
    }
    if (storage.buffer() != null) {
      storage.buffer().put(Math.toIntExact(offset + at), values, from, count);
      return;
    }
    float[] slice = java.util.Arrays.copyOfRange(values, from, from + count);
    new Matrix(storage, offset + at, 1, count)
        .array()
        .assign(org.nd4j.linalg.factory.Nd4j.createFromArray(slice).reshape(1, count));
  }

  /** Overwrites the values in double, row by row. */
  public void set(double[] values) {
    if (isPhantom()) {
      return;
    }
    if (storage.buffer() == null) {
      array().assign(org.nd4j.linalg.factory.Nd4j.createFromArray(values).reshape(rows, columns));
      return;
    }
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    set(narrow);
  }

  /** First element's position in {@link #buffer} and {@link #pointer}. */
  public int start() {
    return Math.toIntExact(offset);
  }

  /** Where row {@code row} starts in {@link #buffer}. */
  public int start(int row) {
    return Math.toIntExact(offset + (long) row * columns);
  }

  /** The whole storage's memory; absolute access only, so that threads may share it. */
  public FloatBuffer buffer() {
    return storage.buffer();
  }

  /** A pointer of its own to element {@code at} of this matrix. */
  public FloatPointer pointer(long at) {
    return new FloatPointer(storage.pointer()).position(offset + at);
  }

  /** This matrix as ND4J sees it. */
  public INDArray array() {
    if (array == null) {
      array = storage.view(offset, rows, columns);
    }
    return array;
  }

  Storage storage() {
    return storage;
  }

  long offset() {
    return offset;
  }
}
