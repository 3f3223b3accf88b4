package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.cpu.FusedCpuKernels;

class AdamWTest {
  private static final int ROWS = 1500; // large enough for gradients by row
  private static final int COLUMNS = 3;
  private static final double RATE = 0.01;

  /**
   * Every row follows PyTorch's formula, those included that no batch or not every batch names. The
   * norm of a step's gradient is about 0.3: the last clip bites in some steps only.
   */
  @ParameterizedTest
  @CsvSource({"0, 0", "0.1, 0", "0, 0.1", "0.1, 0.3"})
  void updatesTablesAsIfTheirGradientWereWhole(double decay, double clip) {
    try (Kernels kernels = new FusedCpuKernels(2);
        Arena arena = new Arena(kernels)) {
      Parameter table = table(arena);
      double[] w = table.value().toDoubles();
      double[] m = new double[w.length];
      double[] v = new double[w.length];
      AdamW optimizer = new AdamW(arena, decay, clip);
      optimizer.add(List.of(table));
      Random random = new Random(3);
      Set<Boolean> clipped = new HashSet<>();
      for (int step = 1; step <= 6; step++) {
        int[] rows = random.ints(40, 0, 200).toArray(); // some twice, most never
        double[] g = new double[w.length];
        for (int row : rows) {
          for (int j = 0; j < COLUMNS; j++) {
            g[row * COLUMNS + j] += 1.0 / rows.length;
          }
        }
        backward(arena, table, rows);
        optimizer.step(RATE);
        double norm = Math.sqrt(Arrays.stream(g).map(x -> x * x).sum());
        double scale = clip > 0 ? Math.min(1, clip / (norm + 1e-6)) : 1;
        clipped.add(scale < 1);
        for (int i = 0; i < w.length; i++) {
          g[i] *= scale;
          m[i] = 0.9 * m[i] + 0.1 * g[i];
          v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
          double denominator = Math.sqrt(v[i]) / Math.sqrt(1 - Math.pow(0.999, step)) + 1e-8;
          w[i] = w[i] * (1 - RATE * decay) - RATE / (1 - Math.pow(0.9, step)) * m[i] / denominator;
        }
      }
      assertThat(table.value().toDoubles()).containsExactly(w, Offset.offset(2e-6));
      assertThat(clipped).hasSize(clip == 0.3 ? 2 : 1).contains(clip > 0);
    }
  }

  /**
   * The first update of PyTorch's AdamW is the rate in the gradient's direction, whenever it is.
   */
  @Test
  void countsTheUpdatesOfEachParameterAlone() {
    try (Kernels kernels = new FusedCpuKernels(1);
        Arena arena = new Arena(kernels)) {
      Parameter early = table(arena);
      Parameter late = table(arena);
      float[] before = late.value().toFloats();
      AdamW optimizer = new AdamW(arena, 0, 0);
      optimizer.add(List.of(early));
      for (int step = 0; step < 4; step++) {
        if (step == 3) {
          optimizer.add(List.of(early, late));
          backward(arena, late, new int[] {7});
        }
        backward(arena, early, new int[] {7});
        optimizer.step(RATE);
      }
      float[] after = late.value().toFloats();
      for (int j = 0; j < COLUMNS; j++) {
        assertThat(before[7 * COLUMNS + j] - after[7 * COLUMNS + j])
            .isCloseTo((float) RATE, Offset.offset(1e-5f));
      }
    }
  }

  @Test
  void showsAWholeGradientToWhoAsks() {
    try (Kernels kernels = new FusedCpuKernels(1);
        Arena arena = new Arena(kernels)) {
      Parameter table = table(arena);
      backward(arena, table, new int[] {7, 9, 7});
      table.clearGradient();
      backward(arena, table, new int[] {9});
      float[] expected = new float[ROWS * COLUMNS];
      for (int j = 0; j < COLUMNS; j++) {
        expected[9 * COLUMNS + j] = 1;
      }
      assertThat(table.gradient().toFloats()).containsExactly(expected);
    }
  }

  /** PyTorch divides by the norm plus 1e-6, which matters where gradients are as small. */
  @Test
  void clipsASmallGradientAsPyTorchDoes() {
    try (Kernels kernels = new FusedCpuKernels(1);
        Arena arena = new Arena(kernels)) {
      Parameter table = table(arena);
      float before = table.value().toFloats()[5 * COLUMNS];
      AdamW optimizer = new AdamW(arena, 0, 1e-6);
      optimizer.add(List.of(table));
      backward(arena, table, new int[] {5});
      table.scaleGradient(kernels, 1e-6);
      optimizer.step(RATE);

      double clipped = 1e-6 * 1e-6 / (Math.sqrt(3) * 1e-6 + 1e-6);
      assertThat((double) before - table.value().toFloats()[5 * COLUMNS])
          .isCloseTo(RATE * clipped / (clipped + 1e-8), Offset.offset(1e-6));
    }
  }

  @Test
  void clipsByTheNormOfAllGradients() {
    try (Kernels kernels = new FusedCpuKernels(1);
        Arena arena = new Arena(kernels)) {
      Parameter table = table(arena);
      backward(arena, table, new int[] {5});
      assertThat(table.gradientSquares(kernels)).isEqualTo(COLUMNS);
      table.scaleGradient(kernels, 0.5);
      assertThat(table.gradientSquares(kernels)).isEqualTo(COLUMNS / 4.0);
    }
  }

  private static Parameter table(Arena arena) {
    Matrix value = arena.allocate(MemoryCategory.TRAINED, ROWS, COLUMNS);
    float[] values = new float[ROWS * COLUMNS];
    Random random = new Random(5);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    value.set(values);
    return new Parameter("table", new long[] {ROWS, COLUMNS}, value, true);
  }

  /** The loss is the mean over the named rows of the sum of their elements. */
  private static void backward(Arena arena, Parameter table, int[] rows) {
    try (Tape tape = new Tape(arena, true, 1)) {
      int[] all = IntStream.range(0, rows.length).toArray();
      tape.backward(
          tape.select(rows, table)
              .meanRows(new int[] {0, rows.length}, all)
              .matmul(tape.constant(COLUMNS, 1, new float[] {1, 1, 1})));
    }
  }
}
