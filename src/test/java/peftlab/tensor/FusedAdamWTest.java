package peftlab.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FusedAdamWTest {
  private static final AdamStep STEP = new AdamStep(0.01, 0.9, 0.999, 1e-8, 0.1, 3);
  private static final int[][] SHAPES = {{1, 7}, {300, 500}, {70_000, 1}, {3, 100_000}};

  /**
   * Tensors of less than a piece, of several and of a part of one, and rows longer than a piece.
   */
  @Test
  void piecesOfManyTensorsAddUpToEachTensorsUpdate() {
    List<float[]> together = updated(2, true, false);
    List<float[]> oneByOne = updated(1, false, false);
    for (int i = 0; i < oneByOne.size(); i++) {
      assertThat(together.get(i)).as("tensor %d", i).isEqualTo(oneByOne.get(i));
    }
  }

  @Test
  void rowsThatAreNotNamedStayAsTheyAre() {
    List<float[]> before = updated(1, true, null);
    List<float[]> whole = updated(1, true, false);
    List<float[]> byRow = updated(2, true, true);
    for (int i = 0; i < byRow.size(); i++) {
      int columns = SHAPES[i / 3][1];
      float[] rows = byRow.get(i);
      for (int at = 0; at < rows.length; at++) {
        float[] source = isNamed(at / columns) ? whole.get(i) : before.get(i);
        if (rows[at] != source[at]) { // a plain comparison: there are a million of them
          assertThat(rows[at]).as("array %d, element %d", i, at).isEqualTo(source[at]);
        }
      }
    }
  }

  private static boolean isNamed(int row) {
    return row % 3 != 1;
  }

  /** Weights and moments after one update; by row, whole, or none at all for null. */
  private static List<float[]> updated(int threads, boolean together, Boolean byRow) {
    Random random = new Random(1);
    List<float[]> results = new ArrayList<>();
    try (FusedCpuKernels kernels = new FusedCpuKernels(threads);
        Arena arena = new Arena(kernels)) {
      List<AdamUpdate> updates = new ArrayList<>();
      for (int[] shape : SHAPES) {
        Matrix[] m = new Matrix[4];
        for (int i = 0; i < m.length; i++) {
          m[i] = arena.allocate(MemoryCategory.FROZEN, shape[0], shape[1]);
          float[] values = new float[shape[0] * shape[1]];
          for (int at = 0; at < values.length; at++) {
            values[at] = random.nextFloat();
          }
          m[i].set(values);
        }
        BitSet named = null;
        if (Boolean.TRUE.equals(byRow)) {
          named = new BitSet();
          for (int row = 0; row < shape[0]; row++) {
            named.set(row, isNamed(row));
          }
        }
        updates.add(new AdamUpdate(STEP, m[0], m[1], m[2], m[3], named));
      }
      if (byRow != null && together) {
        kernels.adamW(updates);
      } else if (byRow != null) {
        updates.forEach(update -> kernels.adamW(List.of(update)));
      }
      for (AdamUpdate update : updates) {
        results.add(update.weight().toFloats());
        results.add(update.first().toFloats());
        results.add(update.second().toFloats());
      }
    }
    return results;
  }
}
