package peftlab.nn;

import java.util.List;

/**
 * A batch of token sequences behind one another, without padding.
 *
 * @param offsets first token of each sequence, then the number of tokens
 * @param ids token ids
 * @param types token types
 */
@SuppressWarnings("ArrayRecordComponent") // read in inner loops; never changed after construction
public record PackedTokens(int[] offsets, int[] ids, int[] types) {
  /** Packs sequences; each has as many types as ids, and at least one. */
  public static PackedTokens of(List<int[]> ids, List<int[]> types) {
    int[] offsets = new int[ids.size() + 1];
    for (int i = 0; i < ids.size(); i++) {
      if (ids.get(i).length == 0 || ids.get(i).length != types.get(i).length) {
        throw new IllegalArgumentException("sequence " + i + " is empty or lacks token types");
      }
      offsets[i + 1] = offsets[i] + ids.get(i).length;
    }
    int[] allIds = new int[offsets[ids.size()]];
    int[] allTypes = new int[allIds.length];
    for (int i = 0; i < ids.size(); i++) {
      System.arraycopy(ids.get(i), 0, allIds, offsets[i], ids.get(i).length);
      System.arraycopy(types.get(i), 0, allTypes, offsets[i], ids.get(i).length);
    }
    return new PackedTokens(offsets, allIds, allTypes);
  }

  /** Number of sequences. */
  public int sequences() {
    return offsets.length - 1;
  }

  /** Number of tokens. */
  public int count() {
    return ids.length;
  }
}
