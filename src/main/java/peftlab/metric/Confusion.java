package peftlab.metric;

/** How many examples of each class were predicted as which class. */
public final class Confusion {
  private final long[][] counts; // [actual][predicted]

  /** Of no examples yet. */
  public Confusion(int classes) {
    counts = new long[classes][classes];
  }

  /** Counts predictions against the true classes, both from 0 to {@code classes - 1}. */
  public static Confusion of(int[] predicted, int[] actual, int classes) {
    Confusion confusion = new Confusion(classes);
    for (int i = 0; i < actual.length; i++) {
      confusion.add(actual[i], predicted[i], 1);
    }
    return confusion;
  }

  /** Adds {@code examples} of a class that were predicted so; a negative number takes them away. */
  public void add(int actual, int predicted, long examples) {
    counts[actual][predicted] += examples;
  }

  /** Number of classes. */
  public int classes() {
    return counts.length;
  }

  /** Number of examples of class {@code c} that were predicted as {@code c}. */
  public long right(int c) {
    return counts[c][c];
  }

  /** Number of examples of class {@code c}. */
  public long actual(int c) {
    long sum = 0;
    for (long count : counts[c]) {
      sum += count;
    }
    return sum;
  }

  /** Number of examples that were predicted as class {@code c}. */
  public long predicted(int c) {
    long sum = 0;
    for (long[] row : counts) {
      sum += row[c];
    }
    return sum;
  }
}
