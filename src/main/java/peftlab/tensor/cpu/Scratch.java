package peftlab.tensor.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import peftlab.tensor.Dropout;

/** Small arrays that each thread keeps for its row loops. */
final class Scratch {
  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

  // Scores of 128 × 128 tokens. All are this large from the start, since compiled code is thrown
  // away with all that it was inlined into when it first meets an array that has to grow: a new
  // trial's threads would bring the loops that the last one left compiled back to the interpreter.
  private static final int SMALLEST = 1 << 14;

  private final float[][] floats = new float[8][SMALLEST];
  private int[] ints;
  private int[] numbers;
  private final FloatBuffer[] direct = new FloatBuffer[2];
  private final FloatPointer[] pointers = new FloatPointer[direct.length];
  private FloatBuffer bitsAsFloats;
  private IntBuffer bitsAsInts;

  private Scratch() {
    growBits(SMALLEST);
    for (int slot = 0; slot < direct.length; slot++) {
      growDirect(slot, SMALLEST);
    }
  }

  /** The calling thread's. */
  static Scratch own() {
    return OWN.get();
  }

  /** Array number {@code slot}, of at least {@code n} elements. */
  float[] floats(int slot, int n) {
    if (floats[slot].length < n) {
      floats[slot] = new float[n];
    }
    return floats[slot];
  }

  /** Off-heap block number {@code slot}, of at least {@code n} elements. */
  FloatPointer pointer(int slot, int n) {
    if (direct[slot].capacity() < n) {
      growDirect(slot, n);
    }
    return pointers[slot];
  }

  /** The memory of {@link #pointer}. */
  FloatBuffer buffer(int slot) {
    return direct[slot];
  }

  /** Applies dropout to {@code x[from..from+n]}, whose first element has number {@code index}. */
  void drop(Dropout dropout, float[] x, int from, int n, int index) {
    if (ints.length < n) {
      growBits(n);
    }
    VectorMath.scale(x, from, n, dropout.scale());
    // Through memory, because the JIT vectorises bit operations on int[] only.
    bitsAsFloats.put(0, x, from, n);
    bitsAsInts.get(0, ints, 0, n);
    VectorMath.maskBits(ints, numbers, n, dropout.seed(), index, dropout.threshold());
    bitsAsInts.put(0, ints, 0, n);
    bitsAsFloats.get(0, x, from, n);
  }

  private void growDirect(int slot, int size) {
    direct[slot] =
        ByteBuffer.allocateDirect(Math.multiplyExact(size, 4))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    pointers[slot] = new FloatPointer(direct[slot]);
  }

  private void growBits(int size) {
    ints = new int[size];
    numbers = IntStream.range(0, size).toArray();
    ByteBuffer bits = ByteBuffer.allocateDirect(size * 4).order(ByteOrder.nativeOrder());
    bitsAsFloats = bits.asFloatBuffer();
    bitsAsInts = bits.asIntBuffer();
  }
}
