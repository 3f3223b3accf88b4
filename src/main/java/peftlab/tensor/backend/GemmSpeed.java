package peftlab.tensor.backend;

import java.util.Arrays;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;

/** Measures how fast this machine multiplies matrices, for predicting how long things will take. */
public final class GemmSpeed {
  private static final int ROWS = 256;
  private static final int WIDTH = 384;
  private static final int REPEATS = 5;

  private GemmSpeed() {}

  /** Floating-point operations a second of one thread, the median of a few products. */
  public static double operationsPerSecond(Backend backend) {
    double[] rates = new double[REPEATS];
    try (Kernels kernels = backend.kernels(1);
        Arena arena = new Arena(kernels)) {
      Matrix a = arena.allocate(MemoryCategory.ACTIVATIONS, ROWS, WIDTH);
      Matrix b = arena.allocate(MemoryCategory.ACTIVATIONS, WIDTH, WIDTH);
      Matrix c = arena.allocate(MemoryCategory.ACTIVATIONS, ROWS, WIDTH);
      kernels.fill(a, 1);
      kernels.fill(b, 1);
      kernels.multiply(false, a, true, b, 1, 0, c);
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        kernels.multiply(false, a, true, b, 1, 0, c);
        rates[i] = 2.0 * ROWS * WIDTH * WIDTH / ((System.nanoTime() - start) / 1e9);
      }
    }
    Arrays.sort(rates);
    return rates[REPEATS / 2];
  }
}
