package peftlab.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.nativeblas.NativeOpsHolder;
import peftlab.tensor.Arena;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;

class BlasTest {
  /** Both libraries' sizes, thin ones, and ones that split into uneven parts. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "13, 13, 32",
    "130, 7, 384",
    "8, 200, 384",
    "200, 384, 8",
    "128, 128, 64",
    "101, 203, 97",
    "416, 384, 384",
    "33, 1000, 40",
    "1000, 33, 40",
    "70, 384, 1537"
  })
  void productsAreThoseOfDoublePrecision(int m, int n, int k) {
    Random random = new Random(m * 31L + n * 7L + k);
    try (FusedCpuKernels kernels = new FusedCpuKernels(2);
        Arena arena = new Arena(kernels)) {
      for (boolean transposeA : new boolean[] {false, true}) {
        for (boolean transposeB : new boolean[] {false, true}) {
          Matrix a = random(arena, transposeA ? k : m, transposeA ? m : k, random);
          Matrix b = random(arena, transposeB ? n : k, transposeB ? k : n, random);
          Matrix c = random(arena, m, n, random);
          float[] before = c.toFloats();
          kernels.multiply(transposeA, a, transposeB, b, 0.5, 2, c);
          check(transposeA, a.toFloats(), transposeB, b.toFloats(), before, c.toFloats(), m, n, k);
        }
      }
    }
  }

  private static Matrix random(Arena arena, int rows, int columns, Random random) {
    Matrix matrix = arena.allocate(MemoryCategory.FROZEN, rows, columns);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    matrix.set(values);
    return matrix;
  }

  private static void check(
      boolean transposeA,
      float[] a,
      boolean transposeB,
      float[] b,
      float[] before,
      float[] c,
      int m,
      int n,
      int k) {
    Random places = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      int i = places.nextInt(m);
      int j = places.nextInt(n);
      double sum = 0;
      for (int l = 0; l < k; l++) {
        sum +=
            (double) a[transposeA ? l * m + i : i * k + l] * b[transposeB ? j * k + l : l * n + j];
      }
      assertThat((double) c[i * n + j])
          .as("%d, %d of %d × %d × %d", i, j, m, n, k)
          .isCloseTo(0.5 * sum + 2 * before[i * n + j], within(2e-6 * k + 1e-5));
    }
  }

  @Test
  void oneDnnTakesLargeProductsAloneOnTheCallingThread() {
    assertThat(OneDnn.takes(8, 4096, 4096)).isFalse();
    assertThat(OneDnn.takes(40, 40, 32)).isFalse();
    boolean loads = OneDnn.description().startsWith("oneDNN");
    assertThat(OneDnn.takes(208, 384, 384)).isEqualTo(loads);
    if (loads) {
      try (FusedCpuKernels kernels = new FusedCpuKernels(1);
          Arena arena = new Arena(kernels)) {
        Matrix x = arena.allocate(MemoryCategory.FROZEN, 208, 384);
        kernels.fill(x, 1);
        Matrix y = arena.allocate(MemoryCategory.FROZEN, 208, 208);
        kernels.multiply(false, x, true, x, 1, 0, y);
        assertThat(y.toFloats()).containsOnly(384f);
        assertThat(NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads())
            .isEqualTo(1);
      }
    }
  }
}
