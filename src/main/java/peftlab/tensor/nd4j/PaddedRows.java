package peftlab.tensor.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Moves packed rows into blocks of one length per sequence and back, so that one batched product
 * serves all sequences; where all are equally long, both are the same memory.
 */
final class PaddedRows implements AutoCloseable {
  /** Makes a score so low that its probability is zero, and stays finite in single precision. */
  private static final float MASKED = -1e30f;

  private final int sequences;
  private final int length;
  private final INDArray toPadded;
  private final INDArray toPacked;
  private final INDArray mask;

  /**
   * Uploads the indices of both directions.
   *
   * @param offsets first row of each sequence, then the number of rows
   */
  PaddedRows(int[] offsets) {
    sequences = offsets.length - 1;
    int longest = 0;
    for (int i = 0; i < sequences; i++) {
      longest = Math.max(longest, offsets[i + 1] - offsets[i]);
    }
    length = longest;
    int[] packedRow = new int[sequences * length];
    int[] paddedRow = new int[offsets[sequences]];
    float[] masked = new float[sequences * length];
    for (int i = 0; i < sequences; i++) {
      int rows = offsets[i + 1] - offsets[i];
      for (int j = 0; j < length; j++) {
        int at = i * length + j;
        packedRow[at] = offsets[i] + Math.min(j, rows - 1);
        masked[at] = j < rows ? 0 : MASKED;
        if (j < rows) {
          paddedRow[offsets[i] + j] = at;
        }
      }
    }
    boolean uniform = paddedRow.length == packedRow.length;
    toPadded = uniform ? null : Nd4j.createFromArray(packedRow);
    toPacked = uniform ? null : Nd4j.createFromArray(paddedRow);
    mask = uniform ? null : Nd4j.createFromArray(masked);
  }

  /** Rows of each block. */
  int length() {
    return length;
  }

  /** Whether nothing is padded. */
  boolean uniform() {
    return toPadded == null;
  }

  /** Makes the scores {@code [sequences, heads, queries, length]} of padded keys negligible. */
  void maskScores(INDArray scores, Nd4jScratch scratch) {
    if (!uniform()) {
      INDArray typed = scratch.take(sequences, 1, 1, length);
      typed.assign(mask.reshape(typed.shape()));
      Nd4jOps.run("add", scores, scores, typed);
    }
  }

  /**
   * {@code [rows, width] → [sequences, heads, length, headSize]}; padding repeats a sequence's last
   * row.
   */
  INDArray split(INDArray x, int heads, Nd4jScratch scratch) {
    INDArray padded = paddedLike(x, scratch);
    if (!uniform()) {
      Nd4jRows.gather(x, toPadded, padded);
    }
    return byHead(padded, heads);
  }

  /** Memory for the padded form of x: x itself where nothing is padded. */
  INDArray paddedLike(INDArray x, Nd4jScratch scratch) {
    return uniform() ? x : scratch.take((long) sequences * length, x.columns());
  }

  /** {@code [sequences·length, width]} seen as {@code [sequences, heads, length, headSize]}. */
  INDArray byHead(INDArray padded, int heads) {
    return padded
        .reshape('c', true, sequences, length, heads, padded.columns() / heads)
        .permute(0, 2, 1, 3);
  }

  /** {@code x ← padded} without the padding. */
  void join(INDArray padded, INDArray x) {
    if (!uniform()) {
      Nd4jRows.gather(padded, toPacked, x);
    }
  }

  @Override
  public void close() {
    if (!uniform()) {
      toPadded.close();
      toPacked.close();
      mask.close();
    }
  }
}
