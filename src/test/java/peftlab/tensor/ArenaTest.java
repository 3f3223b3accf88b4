package peftlab.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.tensor.cpu.FusedCpuKernels;

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
  void aPartsMemoryIsTheWholesUntilItIsFreed() {
    Arena part = arena.part();
    arena.allocate(MemoryCategory.TRAINED, 1, 2);
    part.allocate(MemoryCategory.TRAINED, 1, 3);
    part.allocate(MemoryCategory.GRADIENTS, 1, 5);
    Matrix taken = part.take(1, 7);
    assertThat(arena.bytes(MemoryCategory.TRAINED)).isEqualTo(20);
    assertThat(part.bytes(MemoryCategory.TRAINED)).isEqualTo(12);
    assertThat(arena.peak(MemoryCategory.ACTIVATIONS)).isEqualTo(28);
    part.release(taken);
    part.free(MemoryCategory.GRADIENTS);
    assertThat(arena.bytes(MemoryCategory.GRADIENTS)).isZero();
    arena.allocate(MemoryCategory.GRADIENTS, 1, 4);
    assertThat(arena.peak(MemoryCategory.GRADIENTS)).isEqualTo(20);
    part.close();
    assertThat(arena.bytes(MemoryCategory.TRAINED)).isEqualTo(8);
    assertThat(arena.peak(MemoryCategory.TRAINED)).isEqualTo(20);
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

  /** Nothing is touched but the last elements, so the gigabytes are addresses alone. */
  @Test
  void everyElementOfALargeActivationCanBeReached() {
    for (int step = 0; step < 2; step++) {
      Matrix x = arena.take(300, 1_000_000); // 1.2 GB
      Matrix y = arena.take(300, 1_000_000);
      for (Matrix matrix : List.of(x, y)) {
        matrix.set(matrix.size() - 2, new float[] {3, 4}, 0, 2);
        assertThat(matrix.rowRange(299, 300).toFloats()).endsWith(3, 4);
      }
      arena.release(y);
      arena.release(x);
      arena.release(arena.take(400, 1_000_000)); // grows: the pools are joined
    }
  }

  @Test
  void poolsStayBelowTheEndOfABuffer() {
    Random random = new Random(6);
    for (int step = 0; step < 100; step++) {
      List<Matrix> taken = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Matrix matrix = arena.take(1 + random.nextInt(500), 1_000_000);
        assertThat(matrix.offset() + matrix.size()).isLessThan(1L << 29);
        taken.add(matrix);
      }
      taken.forEach(arena::release);
    }
  }

  @Test
  void whatIsLargerThanABufferIsRefused() {
    Matrix largest = arena.allocate(MemoryCategory.FROZEN, 16, (1 << 25) - 1);
    largest.set(largest.size() - 1, new float[] {7}, 0, 1);
    assertThat(largest.buffer().get((1 << 29) - 17)).isEqualTo(7);
    List<ThrowingCallable> tooMuch =
        List.of(
            () -> arena.take(1, 1 << 29),
            () -> arena.take(1 << 16, 1 << 16),
            () -> arena.allocate(MemoryCategory.TRAINED, 30_000, 30_000),
            () -> Storage.direct(1 << 29));
    for (ThrowingCallable more : tooMuch) {
      assertThatThrownBy(more)
          .isInstanceOf(InputException.class)
          .hasMessageMatching(
              "a matrix of .* \\(\\d+\\.\\d GiB\\), .*\\(2 GiB\\): lower the batch.*");
    }
    assertThat(arena.bytes(MemoryCategory.ACTIVATIONS)).isZero();
    assertThat(arena.bytes(MemoryCategory.TRAINED)).isZero();
  }
}
