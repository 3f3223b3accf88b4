package peftlab.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import peftlab.InputException;

/**
 * Which rows each training step takes, epoch after epoch without end.
 *
 * <p>An epoch takes every row once; its last batch is short where the batch size does not divide
 * the number of rows. Rows come in their own order, or shuffled again in each epoch. Grouping by
 * length then sorts each chunk of {@value #GROUPED_BATCHES} batches by falling length, rows of
 * equal length keeping their order, so that the rows of a batch are about equally long.
 */
public final class BatchOrder {
  private static final int GROUPED_BATCHES = 50;

  private final int[] lengths;
  private final int batch;
  private final boolean shuffle;
  private final boolean groupByLength;
  private final SplittableRandom random;
  private int[] order = {};
  private int taken;

  /**
   * Starts before the first epoch.
   *
   * @param lengths number of tokens of every row
   * @param batch rows of one step
   * @param shuffle whether each epoch has an order of its own, drawn from {@code seed}
   * @param groupByLength whether chunks are sorted by length
   * @param seed of the shuffling
   */
  public BatchOrder(int[] lengths, int batch, boolean shuffle, boolean groupByLength, long seed) {
    if (lengths.length == 0) {
      throw new InputException("no rows to train on");
    }
    if (batch < 1) {
      throw new InputException("batch size " + batch + " is too small: at least 1");
    }
    this.lengths = lengths.clone();
    this.batch = batch;
    this.shuffle = shuffle;
    this.groupByLength = groupByLength;
    this.random = new SplittableRandom(seed);
  }

  /** The indices of the next step's rows. */
  public int[] next() {
    if (taken == order.length) {
      order = epoch();
      taken = 0;
    }
    int end = (int) Math.min(order.length, (long) taken + batch);
    int[] rows = Arrays.copyOfRange(order, taken, end);
    taken = end;
    return rows;
  }

  private int[] epoch() {
    int[] rows = IntStream.range(0, lengths.length).toArray();
    if (shuffle) {
      for (int left = rows.length; left > 1; left--) {
        int chosen = random.nextInt(left);
        int last = rows[left - 1];
        rows[left - 1] = rows[chosen];
        rows[chosen] = last;
      }
    }
    return groupByLength ? grouped(rows) : rows;
  }

  private int[] grouped(int[] rows) {
    long span = (long) GROUPED_BATCHES * batch;
    Comparator<Integer> longestFirst = Comparator.comparingInt(row -> -lengths[row]);
    int[] sorted = new int[rows.length];
    for (long start = 0; start < rows.length; start += span) {
      int from = (int) start;
      int to = (int) Math.min(rows.length, start + span);
      int[] chunk =
          Arrays.stream(rows, from, to).boxed().sorted(longestFirst).mapToInt(r -> r).toArray();
      System.arraycopy(chunk, 0, sorted, from, chunk.length);
    }
    return sorted;
  }
}
