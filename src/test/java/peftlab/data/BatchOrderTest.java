package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peftlab.InputException;

class BatchOrderTest {
  private static int[] epoch(BatchOrder order, int rows) {
    int[] all = {};
    while (all.length < rows) {
      int[] batch = order.next();
      int[] longer = Arrays.copyOf(all, all.length + batch.length);
      System.arraycopy(batch, 0, longer, all.length, batch.length);
      all = longer;
    }
    return all;
  }

  @Test
  void fileOrderWrapsAfterAShortLastBatch() {
    BatchOrder order = new BatchOrder(new int[5], 2, false, false, 1);
    assertThat(order.next()).containsExactly(0, 1);
    assertThat(order.next()).containsExactly(2, 3);
    assertThat(order.next()).containsExactly(4);
    assertThat(order.next()).containsExactly(0, 1);
  }

  @Test
  void eachEpochIsShuffledAnewAndTheSeedDecidesHow() {
    int[] inOrder = IntStream.range(0, 100).toArray();
    BatchOrder order = new BatchOrder(new int[100], 7, true, false, 5);
    int[] first = epoch(order, 100);
    int[] second = epoch(order, 100);
    assertThat(first).containsExactlyInAnyOrder(inOrder).isNotEqualTo(inOrder);
    assertThat(second).containsExactlyInAnyOrder(inOrder).isNotEqualTo(first);
    assertThat(epoch(new BatchOrder(new int[100], 7, true, false, 5), 100)).isEqualTo(first);
    assertThat(epoch(new BatchOrder(new int[100], 7, true, false, 6), 100)).isNotEqualTo(first);
  }

  @Test
  void shufflingIsFair() {
    int[] places = new int[3];
    for (int seed = 0; seed < 3000; seed++) {
      int[] order = new BatchOrder(new int[3], 3, true, false, seed).next();
      places[IntStream.range(0, 3).filter(i -> order[i] == 0).findFirst().orElseThrow()]++;
    }
    assertThat(Arrays.stream(places)).allMatch(count -> count > 900 && count < 1100);
  }

  /** As in {@code sorted(order[c:c + 50 * batch], key=lambda i: -length[i])}. */
  @Test
  void groupingSortsEachChunkOfFiftyBatchesStably() {
    Random random = new Random(1);
    int[] lengths = random.ints(2 * 50 * 4 + 30, 3, 9).toArray();
    int[] order = epoch(new BatchOrder(lengths, 4, false, true, 1), lengths.length);
    int[] expected =
        IntStream.iterate(0, start -> start < lengths.length, start -> start + 200)
            .flatMap(
                start ->
                    IntStream.range(start, Math.min(lengths.length, start + 200))
                        .boxed()
                        .sorted((a, b) -> lengths[b] - lengths[a])
                        .mapToInt(Integer::intValue))
            .toArray();
    assertThat(order).containsExactly(expected);
  }

  @Test
  void groupingWorksOnTheShuffledOrder() {
    int[] lengths = new Random(1).ints(500, 3, 9).toArray();
    int[] order = epoch(new BatchOrder(lengths, 2, true, true, 1), 500);
    assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 500).toArray());
    for (int chunk = 0; chunk < 500; chunk += 100) {
      for (int i = chunk + 1; i < chunk + 100; i++) {
        assertThat(lengths[order[i]]).isLessThanOrEqualTo(lengths[order[i - 1]]);
      }
    }
    assertThat(Arrays.stream(order, 0, 100)).anyMatch(row -> row >= 100);
  }

  @Test
  void batchesLargerThanTheDataTakeItAll() {
    BatchOrder order = new BatchOrder(new int[3], Integer.MAX_VALUE, false, true, 1);
    assertThat(order.next()).hasSize(3);
    assertThat(order.next()).hasSize(3);
  }

  @Test
  void nothingToTakeIsRefused() {
    assertThatThrownBy(() -> new BatchOrder(new int[0], 2, false, false, 1))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new BatchOrder(new int[3], 0, false, false, 1))
        .isInstanceOf(InputException.class);
  }
}
