package peftlab.experiment;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Takes a tenth of the training rows aside to choose a learning rate on. */
public final class ValidationSplit {
  private static final int PARTS = 10;
  // The same rows for every method and seed, so that searches are comparable.
  private static final long SEED = 20;

  private final int[] order;
  private final int held;

  /** Splits {@code rows} training rows; at least one is held out where there are two. */
  public ValidationSplit(int rows) {
    this.order = new int[rows];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < rows; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    this.held = rows < 2 ? 0 : Math.max(1, rows / PARTS);
  }

  /** Indices of the rows to train on, ascending. */
  public int[] train() {
    return sorted(held, order.length);
  }

  /** Indices of the rows to validate on, ascending. */
  public int[] validation() {
    return sorted(0, held);
  }

  private int[] sorted(int from, int to) {
    int[] part = Arrays.copyOfRange(order, from, to);
    Arrays.sort(part);
    return part;
  }
}
