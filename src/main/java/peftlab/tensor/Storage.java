package peftlab.tensor;

import java.lang.ref.Cleaner;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import peftlab.InputException;
import peftlab.tensor.device.DeviceMemory;
import peftlab.tensor.device.OpenBlasCore;

/** One flat off-heap (or device) array that matrices are views of. */
public final class Storage implements AutoCloseable {
  static {
    OpenBlasCore.chosen();
  }

  /** Elements of the largest one: a buffer counts its bytes in an int and ends at 2 GiB. */
  static final long LARGEST = (1L << 29) - 16;

  private static final Cleaner CLEANER = Cleaner.create();

  private final INDArray flat;
  private final long elements;
  private final Precision precision;
  private final FloatPointer pointer;
  private final FloatBuffer buffer;
  private final Cleaner.Cleanable memory;

  private Storage(INDArray flat, Pointer memory, long elements, Precision precision) {
    this.flat = flat;
    this.elements = elements;
    this.precision = precision;
    this.pointer = memory == null ? null : new FloatPointer(memory).capacity(elements);
    this.buffer = memory == null ? null : pointer.asBuffer();
    this.memory = memory == null ? null : CLEANER.register(this, () -> Pointer.free(memory));
  }

  /**
   * Host memory that Java and BLAS read directly, uninitialised; float only.
   *
   * <p>It is not an ND4J array, because ND4J writes zeros to all of an array that it makes, on one
   * thread: here a page takes memory once it is used, and rows of a table that are not, never do.
   *
   * @throws InputException where it is larger than {@link #LARGEST}
   * @throws OutOfMemoryError if the system has none left
   */
  public static Storage direct(long elements) {
    if (elements > LARGEST) {
      throw tooLarge(1, elements);
    }
    Nd4j.getBackend(); // ND4J sets thread counts as it starts: before any product, not after
    long bytes = Math.max(1, elements) * Float.BYTES;
    Pointer memory = Pointer.malloc(bytes);
    if (memory == null || memory.isNull()) {
      throw new OutOfMemoryError("no room for another %,d bytes".formatted(bytes));
    }
    return new Storage(null, memory, elements, Precision.FLOAT);
  }

  /** What is said of a matrix that no storage can hold. */
  static InputException tooLarge(long rows, long columns) {
    return new InputException(
        ("a matrix of %,d x %,d values is needed (%.1f GiB), one may hold %,d (2 GiB): lower the"
                + " batch, the maximum length or the size of the method or model")
            .formatted(rows, columns, (double) rows * columns * Float.BYTES / (1 << 30), LARGEST));
  }

  /** An ND4J array wherever the backend keeps it, uninitialised. */
  public static Storage managed(long elements, Precision precision) {
    INDArray flat = Nd4j.createUninitialized(precision.type(), Math.max(1, elements));
    DeviceMemory.look();
    return new Storage(flat, null, elements, precision);
  }

  /** No memory at all: counts only. */
  static Storage phantom(long elements, Precision precision) {
    return new Storage(null, null, elements, precision);
  }

  /** The number of elements. */
  public long elements() {
    return elements;
  }

  Precision precision() {
    return precision;
  }

  boolean isPhantom() {
    return flat == null && memory == null;
  }

  FloatPointer pointer() {
    return pointer;
  }

  FloatBuffer buffer() {
    return buffer;
  }

  /** A view {@code [rows, columns]} that starts at {@code offset} elements. */
  public INDArray view(long offset, int rows, int columns) {
    return block(offset, rows, columns);
  }

  /** A contiguous view of any shape that starts at {@code offset} elements. */
  public INDArray block(long offset, long... shape) {
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
    if (memory != null) {
      memory.clean();
    }
  }
}
