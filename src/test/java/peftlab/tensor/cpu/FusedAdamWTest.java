package peftlab.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import peftlab.tensor.AdamStep;
import peftlab.tensor.AdamUpdate;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;

class FusedAdamWTest {
  private static final AdamStep STEP = new AdamStep(0.01, 0.9, 0.999, 1e-8, 0.1, 3);

  /** Less than a piece, several pieces and a part of one, and rows longer than a piece. */
  private static final int[][] SHAPES = {{1, 7}, {300, 500}, {70_000, 1}, {3, 100_000}};

  @Test
  void piecesOfManyTensorsAddUpToEachTensorsUpdate() {
    List<float[]> together = after(2, false, Kernels::adamW);
    List<float[]> oneByOne = after(1, false, FusedAdamWTest::oneByOne);
    List<float[]> before = after(1, false, FusedAdamWTest::nothing);
    for (int i = 0; i < oneByOne.size(); i++) {
      assertThat(together.get(i))
          .as("array %d", i)
          .isEqualTo(oneByOne.get(i))
          .isNotEqualTo(before.get(i));
    }
  }

  @Test
  void rowsThatAreNotNamedStayAsTheyAre() {
    List<float[]> before = after(1, true, FusedAdamWTest::nothing);
    List<float[]> whole = after(1, false, Kernels::adamW);
    List<float[]> byRow = after(2, true, Kernels::adamW);
    for (int i = 0; i < byRow.size(); i++) {
      int columns = SHAPES[i / 3][1];
      float[] expected = before.get(i);
      for (int at = 0; at < expected.length; at++) {
        if (isNamed(at / columns)) {
          expected[at] = whole.get(i)[at];
        }
      }
      assertThat(byRow.get(i)).as("array %d", i).isEqualTo(expected);
    }
  }

  private static void oneByOne(Kernels kernels, List<AdamUpdate> updates) {
    updates.forEach(update -> kernels.adamW(List.of(update)));
  }

  private static void nothing(Kernels kernels, List<AdamUpdate> updates) {}

  private static boolean isNamed(int row) {
    return row % 3 != 1;
  }

  /** Each tensor's weight and moments after {@code work}. */
  private static List<float[]> after(
      int threads, boolean byRow, BiConsumer<Kernels, List<AdamUpdate>> work) {
    Random random = new Random(1);
    List<float[]> results = new ArrayList<>();
    try (FusedCpuKernels kernels = new FusedCpuKernels(threads);
        Arena arena = new Arena(kernels)) {
      List<AdamUpdate> updates = new ArrayList<>();
      for (int[] shape : SHAPES) {
        updates.add(
            new AdamUpdate(
                STEP,
                random(arena, shape, random),
                random(arena, shape, random),
                random(arena, shape, random),
                random(arena, shape, random),
                byRow ? named(shape[0]) : null));
      }
      work.accept(kernels, updates);
      for (AdamUpdate update : updates) {
        results.add(update.weight().toFloats());
        results.add(update.first().toFloats());
        results.add(update.second().toFloats());
      }
    }
    return results;
  }

  private static BitSet named(int rows) {
    BitSet named = new BitSet();
    for (int row = 0; row < rows; row++) {
      named.set(row, isNamed(row));
    }
    return named;
  }

  private static Matrix random(Arena arena, int[] shape, Random random) {
    Matrix matrix = arena.allocate(MemoryCategory.FROZEN, shape[0], shape[1]);
    float[] values = new float[shape[0] * shape[1]];
    for (int at = 0; at < values.length; at++) {
      values[at] = random.nextFloat();
    }
    matrix.set(values);
    return matrix;
  }
}
