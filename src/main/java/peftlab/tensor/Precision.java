package peftlab.tensor;

import org.nd4j.linalg.api.buffer.DataType;

/** The number format that a {@link Kernels} computes in. */
public enum Precision {
  /** IEEE 754 single precision, what training uses. */
  FLOAT(4, DataType.FLOAT),
  /** IEEE 754 double precision, what finite differences need. */
  DOUBLE(8, DataType.DOUBLE);

  private final int bytes;
  private final DataType type;

  Precision(int bytes, DataType type) {
    this.bytes = bytes;
    this.type = type;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  DataType type() {
    return type;
  }
}
