package peftlab.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeListTest {
  private static final int SIZE = 500;

  /** Against a model that knows of every single element whether it is taken. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void isFirstFitWithoutOverlap(long seed) {
    Random random = new Random(seed);
    FreeList list = new FreeList(SIZE);
    BitSet model = new BitSet(SIZE);
    List<long[]> taken = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      if (!taken.isEmpty() && random.nextInt(100) < 45) {
        long[] stretch = taken.remove(random.nextInt(taken.size()));
        list.give(stretch[0], stretch[1]);
        model.clear((int) stretch[0], (int) (stretch[0] + stretch[1]));
      } else {
        int length = 1 + random.nextInt(60);
        long offset = list.take(length);
        assertThat(offset).isEqualTo(firstFit(model, length));
        if (offset >= 0) {
          model.set((int) offset, (int) offset + length);
          taken.add(new long[] {offset, length});
        }
      }
      assertThat(list.isWhole()).isEqualTo(model.isEmpty());
    }
    taken.forEach(stretch -> list.give(stretch[0], stretch[1]));
    assertThat(list.isWhole()).isTrue();
    assertThat(list.take(SIZE)).isZero();
  }

  private static long firstFit(BitSet model, int length) {
    for (int from = model.nextClearBit(0); from + length <= SIZE; ) {
      int end = model.nextSetBit(from);
      if (end < 0 || end - from >= length) {
        return from;
      }
      from = model.nextClearBit(end);
    }
    return -1;
  }

  @Test
  void nothingTakesNoRoom() {
    FreeList list = new FreeList(4);
    assertThat(list.take(0)).isZero();
    list.give(0, 0);
    assertThat(list.isWhole()).isTrue();
  }

  @Test
  void whatWasNotTakenCannotBeGiven() {
    FreeList list = new FreeList(10);
    list.take(4);
    for (long[] bad : new long[][] {{4, 1}, {3, 2}, {0, 11}, {9, 2}}) {
      assertThatThrownBy(() -> list.give(bad[0], bad[1])).isInstanceOf(IllegalStateException.class);
    }
    list.give(0, 4);
    assertThatThrownBy(() -> list.give(0, 4)).isInstanceOf(IllegalStateException.class);
  }
}
