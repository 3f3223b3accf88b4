package peftlab.tensor;

import java.util.Arrays;

/**
 * Where the sequences of a packed batch lie: sequence {@code i} has query rows {@code
 * queryOffsets[i]..queryOffsets[i+1]} and key rows {@code keyOffsets[i]..keyOffsets[i+1]}.
 *
 * <p>Nothing is padded, so nothing is masked. Queries and keys differ where a prefix lengthens the
 * keys alone.
 *
 * @param queryOffsets first query row of each sequence, then the number of query rows
 * @param keyOffsets first key row of each sequence, then the number of key rows
 */
@SuppressWarnings("ArrayRecordComponent") // read in inner loops; never changed after construction
public record Packing(int[] queryOffsets, int[] keyOffsets) {
  /** Checks that both have one entry for each sequence and one more. */
  public Packing {
    if (queryOffsets.length != keyOffsets.length || queryOffsets.length < 1) {
      throw new IllegalArgumentException("queries and keys must have the same sequences");
    }
  }

  /** Queries and keys from the same rows. */
  public static Packing of(int[] offsets) {
    return new Packing(offsets, offsets);
  }

  /** Number of sequences. */
  public int sequences() {
    return queryOffsets.length - 1;
  }

  /** Query rows of sequence {@code i}. */
  public int queries(int i) {
    return queryOffsets[i + 1] - queryOffsets[i];
  }

  /** Key rows of sequence {@code i}. */
  public int keys(int i) {
    return keyOffsets[i + 1] - keyOffsets[i];
  }

  /**
   * Where each sequence's attention probabilities start, and their number at the end: sequence
   * {@code i} has {@code heads · queries(i) · keys(i)} of them, head by head.
   */
  public int[] scoreOffsets(int heads) {
    int[] offsets = new int[sequences() + 1];
    for (int i = 0; i < sequences(); i++) {
      offsets[i + 1] =
          Math.addExact(
              offsets[i], Math.multiplyExact(heads, Math.multiplyExact(queries(i), keys(i))));
    }
    return offsets;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Packing p
        && Arrays.equals(queryOffsets, p.queryOffsets)
        && Arrays.equals(keyOffsets, p.keyOffsets);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(queryOffsets) + Arrays.hashCode(keyOffsets);
  }
}
