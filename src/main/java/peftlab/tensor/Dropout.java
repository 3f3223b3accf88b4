package peftlab.tensor;

/**
 * One application of dropout: element {@code i} is kept where a hash of (seed, i) says so, and then
 * divided by {@code 1 - rate}.
 *
 * <p>Nothing is stored: the backward pass draws the same mask again from the same seed.
 *
 * @param rate share of elements set to zero, in [0, 1)
 * @param seed names the mask
 */
public record Dropout(double rate, int seed) {
  /** Keeps everything. */
  public static final Dropout NONE = new Dropout(0, 0);

  /** Checks the rate. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout rate " + rate + " is outside [0, 1)");
    }
  }

  /** Whether anything is dropped at all. */
  public boolean active() {
    return rate > 0;
  }

  /** What a kept element is multiplied by. */
  public float scale() {
    return (float) (1 / (1 - rate));
  }

  /** An element is kept where its 31-bit hash is below this. */
  public int threshold() {
    return (int) ((1 - rate) * 0x7fffffff);
  }

  /** Whether element {@code index} (row-major) is kept. */
  public boolean keeps(int index) {
    return (hash(index ^ seed) >>> 1) < threshold();
  }

  /** A 32-bit finaliser with full avalanche (Wellons, "lowbias32"). */
  public static int hash(int x) {
    x ^= x >>> 16;
    x *= 0x7feb352d;
    x ^= x >>> 15;
    x *= 0x846ca68b;
    x ^= x >>> 16;
    return x;
  }
}
