package peftlab.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WorkersTest {
  @ParameterizedTest
  @CsvSource({"1, 10", "2, 0", "2, 1", "2, 1000", "3, 2", "4, 3", "5, 1001"})
  void everyRoundRunsOnce(int threads, int n) {
    try (Workers workers = new Workers(threads)) {
      for (int repeat = 0; repeat < 200; repeat++) {
        AtomicIntegerArray rounds = new AtomicIntegerArray(Math.max(1, n));
        AtomicIntegerArray items = new AtomicIntegerArray(Math.max(1, n));
        workers.ranges(
            n,
            (from, to, part) -> {
              for (int i = from; i < to; i++) {
                rounds.incrementAndGet(i);
              }
            });
        workers.items(n, items::incrementAndGet);
        for (int i = 0; i < n; i++) {
          assertThat(rounds.get(i)).isOne();
          assertThat(items.get(i)).isOne();
        }
      }
    }
  }

  @Test
  void rangesAreAlwaysTheSame() {
    try (Workers workers = new Workers(3)) {
      for (int repeat = 0; repeat < 100; repeat++) {
        AtomicIntegerArray starts = new AtomicIntegerArray(3);
        workers.ranges(10, (from, to, part) -> starts.set(part, from * 100 + to));
        assertThat(starts).hasToString("[3, 306, 610]");
      }
    }
  }

  @Test
  void everyPartHasANumberOfItsOwn() {
    try (Workers workers = new Workers(4)) {
      AtomicIntegerArray parts = new AtomicIntegerArray(4);
      workers.run(parts::incrementAndGet);
      assertThat(parts).hasToString("[1, 1, 1, 1]");
    }
  }

  @Test
  void whatOneThreadThrowsReachesTheCallerAndTheOthersEnd() {
    try (Workers workers = new Workers(3)) {
      for (int bad = 0; bad < 3; bad++) {
        int thrower = bad;
        AtomicInteger ran = new AtomicInteger();
        assertThatThrownBy(
                () ->
                    workers.run(
                        part -> {
                          ran.incrementAndGet();
                          if (part == thrower) {
                            throw new IllegalStateException("part " + part);
                          }
                        }))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("part " + thrower);
        assertThat(ran).hasValue(3);
      }
      AtomicInteger after = new AtomicInteger();
      workers.run(part -> after.incrementAndGet());
      assertThat(after).hasValue(3);
    }
  }

  @Test
  void helpersEndWhenClosed() throws InterruptedException {
    Thread[] helper = new Thread[1];
    try (Workers workers = new Workers(2)) {
      while (helper[0] == null) {
        workers.run(
            part -> {
              if (Thread.currentThread().getName().startsWith("peftlab-worker")) {
                helper[0] = Thread.currentThread();
              } else {
                Thread.onSpinWait();
              }
            });
      }
    }
    helper[0].join(20_000);
    assertThat(helper[0].isAlive()).isFalse();
  }

  @Test
  void atLeastOneThreadComputes() {
    assertThatThrownBy(() -> new Workers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at least one thread is needed, not 0");
  }
}
