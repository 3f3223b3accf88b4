package peftlab.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;

/** Small arrays that each thread keeps for its row loops. */
final class Scratch {
  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

  // Scores of 128 × 128 tokens. What grows seldom keeps compiled code: a branch that is taken for
  // the first time is compiled then, and the whole loop around it once more.
  private static final int SMALLEST = 1 << 14;

  private float[][] floats = new float[8][0];
  private int[] ints = new int[0];
  private int[] numbers = new int[0];
  private FloatBuffer[] direct = new FloatBuffer[0];
  private FloatPointer[] pointers = new FloatPointer[0];
  private FloatBuffer bitsAsFloats;
  private IntBuffer bitsAsInts;

  private Scratch() {}

  /** The calling thread's. */
  static Scratch own() {
    return OWN.get();
  }

  /** Array number {@code slot}, of at least {@code n} elements. */
  float[] floats(int slot, int n) {
    if (floats[slot].length < n) {
      floats[slot] = new float[Math.max(n, SMALLEST)];
    }
    return floats[slot];
  }

  /** Off-heap block number {@code slot}, of at least {@code n} elements. */
  FloatPointer pointer(int slot, int n) {
    if (slot >= direct.length) {
      direct = Arrays.copyOf(direct, slot + 1);
      pointers = Arrays.copyOf(pointers, slot + 1);
    }
    if (direct[slot] == null || direct[slot].capacity() < n) {
      direct[slot] =
          ByteBuffer.allocateDirect(Math.multiplyExact(Math.max(n, SMALLEST), 4))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      pointers[slot] = new FloatPointer(direct[slot]);
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
      int size = Math.max(n, SMALLEST);
      ints = new int[size];
      numbers = IntStream.range(0, size).toArray();
      ByteBuffer bits = ByteBuffer.allocateDirect(size * 4).order(ByteOrder.nativeOrder());
      bitsAsFloats = bits.asFloatBuffer();
      bitsAsInts = bits.asIntBuffer();
    }
    VectorMath.scale(x, from, n, dropout.scale());
    // Through memory, because the JIT vectorises bit operations on int[] only.
    bitsAsFloats.put(0, x, from, n);
    bitsAsInts.get(0, ints, 0, n);
    VectorMath.maskBits(ints, numbers, n, dropout.seed(), index, dropout.threshold());
    bitsAsInts.put(0, ints, 0, n);
    bitsAsFloats.get(0, x, from, n);
  }
}
