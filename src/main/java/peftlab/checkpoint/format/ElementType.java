package peftlab.checkpoint.format;

import java.nio.ByteBuffer;
import java.util.List;

/** How safetensors stores one value; the three float types can be read. */
public enum ElementType {
  F32(4),
  F16(2),
  BF16(2),
  F64(8),
  I64(8),
  U64(8),
  I32(4),
  U32(4),
  I16(2),
  U16(2),
  I8(1),
  U8(1),
  BOOL(1),
  F8_E4M3(1),
  F8_E5M2(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /**
   * Bytes that a tensor of this type takes.
   *
   * @throws ArithmeticException where a size is negative or the product is above 2^63 - 1
   */
  long bytes(List<Long> shape) {
    long product = bytes;
    for (long size : shape) {
      if (size < 0) {
        throw new ArithmeticException("negative size");
      }
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  boolean readable() {
    return this == F32 || this == F16 || this == BF16;
  }

  /** Moves {@code count} little-endian values from the buffer's position into an array. */
  void decode(ByteBuffer from, float[] to, int at, int count) {
    switch (this) {
      case F32 -> from.asFloatBuffer().get(to, at, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = half(from.getShort(from.position() + 2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = Float.intBitsToFloat(from.getShort(from.position() + 2 * i) << 16);
        }
      }
      default -> throw new IllegalStateException(this + " is not read");
    }
  }

  /** IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction bits) to binary32, exactly. */
  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + 127 - 15;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
