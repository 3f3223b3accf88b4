package peftlab.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArenaTest {
  private final Kernels kernels = new FusedCpuKernels(1);
  private final Arena arena = new Arena(kernels);

  @AfterEach
  void close() {
    arena.close();
    kernels.close();
  }

  @Test
  void countsEveryByteByCategory() {
    arena.allocate(MemoryCategory.TRAINED, 3, 5);
    arena.count(MemoryCategory.FROZEN, 1000);
    Matrix a = arena.take(7, 2);
    Matrix b = arena.take(1, 1);
    arena.release(a);
    assertThat(arena.bytes(MemoryCategory.TRAINED)).isEqualTo(60);
    assertThat(arena.bytes(MemoryCategory.FROZEN)).isEqualTo(1000);
    assertThat(arena.bytes(MemoryCategory.ACTIVATIONS)).isEqualTo(4);
    assertThat(arena.peak(MemoryCategory.ACTIVATIONS)).isEqualTo(60);
    arena.release(b);
    assertThat(arena.peaks()).containsEntry(MemoryCategory.ACTIVATIONS, 60L);
  }

  @Test
  void whatIsTakenNeverOverlaps() {
    Random random = new Random(4);
    List<Matrix> taken = new ArrayList<>();
    List<Float> marks = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      if (!taken.isEmpty() && random.nextBoolean()) {
        int which = random.nextInt(taken.size());
        Matrix matrix = taken.remove(which);
        Float mark = marks.remove(which);
        for (float value : matrix.toFloats()) {
          assertThat(value).isEqualTo(mark);
        }
        arena.release(matrix);
      } else {
        Matrix matrix = arena.take(random.nextInt(40), 1 + random.nextInt(40));
        kernels.fill(matrix, i);
        taken.add(matrix);
        marks.add((float) i);
      }
    }
    taken.forEach(arena::release);
    assertThat(arena.bytes(MemoryCategory.ACTIVATIONS)).isZero();
  }

  @Test
  void stepsOfOneSizeShareOnePool() {
    for (int step = 0; step < 50; step++) {
      Matrix a = arena.take(1000, 1000);
      Matrix b = arena.take(1000, 1000);
      arena.release(a);
      arena.release(b);
    }
    assertThat(arena.pooledBytes()).isLessThan(3 * 4_000_000);
  }

  @Test
  void givingBackTwiceIsNoticed() {
    Matrix matrix = arena.take(2, 2);
    arena.release(matrix);
    assertThatThrownBy(() -> arena.release(matrix))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void onlyItsOwnMemoryComesBack() {
    Matrix owned = arena.allocate(MemoryCategory.TRAINED, 2, 2);
    assertThatThrownBy(() -> arena.release(owned)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsAllocatedByAPrediction() {
    try (Arena phantom = new Arena(new PhantomKernels())) {
      Matrix huge = phantom.take(1_000_000, 100_000);
      assertThat(huge.isPhantom()).isTrue();
      assertThat(phantom.bytes(MemoryCategory.ACTIVATIONS)).isEqualTo(400_000_000_000L);
      phantom.release(huge);
    }
  }
}
