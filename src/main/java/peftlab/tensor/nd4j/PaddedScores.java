package peftlab.tensor.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.nd4j.linalg.api.ndarray.INDArray;
import peftlab.tensor.Packing;

/** A packed batch seen as padded blocks, and its scores in both forms. */
final class PaddedScores implements AutoCloseable {
  /** The sides of the scores. */
  final PaddedRows queries;

  final PaddedRows keys;

  private final Packing packing;
  private final int heads;
  private final int[] offsets;

  PaddedScores(Packing packing, int heads) {
    this.packing = packing;
    this.heads = heads;
    this.offsets = packing.scoreOffsets(heads);
    this.queries = new PaddedRows(packing.queryOffsets());
    this.keys = new PaddedRows(packing.keyOffsets());
  }

  /** Whether these are the blocks of that batch. */
  boolean fits(Packing otherPacking, int otherHeads) {
    return heads == otherHeads && packing.equals(otherPacking);
  }

  /** {@code [sequences, heads, longest queries, longest keys]}. */
  long[] shape() {
    return new long[] {packing.sequences(), heads, queries.length(), keys.length()};
  }

  /** {@code [1, Σ heads·queries·keys] ← padded} without the padding. */
  void pack(INDArray padded, INDArray packed) {
    if (uniform()) {
      packed.assign(padded.reshape(packed.shape()));
      return;
    }
    for (int i = 0; i < packing.sequences(); i++) {
      packedBlock(packed, i).assign(paddedBlock(padded, i));
    }
  }

  /** The padded form, zero where padded; the same memory where nothing is. */
  INDArray unpack(INDArray packed, Nd4jScratch scratch) {
    if (uniform()) {
      return packed.reshape('c', true, shape());
    }
    INDArray padded = scratch.take(shape()).assign(0);
    for (int i = 0; i < packing.sequences(); i++) {
      paddedBlock(padded, i).assign(packedBlock(packed, i));
    }
    return padded;
  }

  private boolean uniform() {
    return queries.uniform() && keys.uniform();
  }

  private INDArray packedBlock(INDArray packed, int i) {
    return packed
        .get(all(), interval(offsets[i], offsets[i + 1]))
        .reshape('c', true, heads, packing.queries(i), packing.keys(i));
  }

  private INDArray paddedBlock(INDArray padded, int i) {
    return padded.get(
        point(i), all(), interval(0, packing.queries(i)), interval(0, packing.keys(i)));
  }

  @Override
  public void close() {
    queries.close();
    keys.close();
  }
}
