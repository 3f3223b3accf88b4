package peftlab.tensor;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One flat off-heap (or device) array that matrices are views of. */
final class Storage implements AutoCloseable {
  static {
    OpenBlasCore.chosen();
  }

  private final INDArray flat;
  private final long elements;
  private final Precision precision;
  private final FloatPointer pointer;
  private final FloatBuffer buffer;

  private Storage(INDArray flat, long elements, Precision precision, boolean direct) {
    this.flat = flat;
    this.elements = elements;
    this.precision = precision;
    // Row kernels and BLAS work on the memory itself; ND4J's own buffer stays the owner.
    this.pointer =
        direct ? new FloatPointer(flat.data().pointer()).position(0).capacity(elements) : null;
    this.buffer = direct ? pointer.asBuffer() : null;
  }

  /** Host memory that Java and BLAS read directly, uninitialised; float only. */
  static Storage direct(long elements) {
    INDArray flat = Nd4j.createUninitialized(Precision.FLOAT.type(), Math.max(1, elements));
    return new Storage(flat, elements, Precision.FLOAT, true);
  }

  /** An ND4J array wherever the backend keeps it, uninitialised. */
  static Storage managed(long elements, Precision precision) {
    INDArray flat = Nd4j.createUninitialized(precision.type(), Math.max(1, elements));
    DeviceMemory.look();
    return new Storage(flat, elements, precision, false);
  }

  /** No memory at all: counts only. */
  static Storage phantom(long elements, Precision precision) {
    return new Storage(null, elements, precision, false);
  }

  long elements() {
    return elements;
  }

  Precision precision() {
    return precision;
  }

  boolean isPhantom() {
    return flat == null;
  }

  FloatPointer pointer() {
    return pointer;
  }

  FloatBuffer buffer() {
    return buffer;
  }

  /** A view {@code [rows, columns]} that starts at {@code offset} elements. */
  INDArray view(long offset, int rows, int columns) {
    return block(offset, rows, columns);
  }

  /** A contiguous view of any shape that starts at {@code offset} elements. */
  INDArray block(long offset, long... shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return Nd4j.create(flat.data(), shape, strides, offset, 'c');
  }

  @Override
  public void close() {
    if (flat != null) {
      flat.close();
    }
  }
}
