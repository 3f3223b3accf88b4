package peftlab.tensor.nd4j;

import static peftlab.tensor.nd4j.Nd4jOps.reduceRows;
import static peftlab.tensor.nd4j.Nd4jOps.run;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import peftlab.tensor.Attention;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Packing;

/**
 * Scaled dot-product attention (Vaswani et al., arXiv 1706.03762): batched products on padded
 * blocks, {@code [sequences, heads, length, headSize]}.
 */
final class Nd4jAttention implements AutoCloseable {
  private final Nd4jScratch scratch;
  private final DropoutMasks masks;
  private PaddedScores blocks;

  Nd4jAttention(Nd4jScratch scratch, DropoutMasks masks) {
    this.scratch = scratch;
    this.masks = masks;
  }

  /** {@link Kernels#attention}. */
  void forward(Attention attention, Matrix context) {
    PaddedScores padded = blocks(attention);
    INDArray scores = scratch.take(padded.shape());
    multiply(
        false,
        padded.queries.split(attention.q().array(), attention.heads(), scratch),
        true,
        padded.keys.split(attention.k().array(), attention.heads(), scratch),
        scores);
    scores.muli(attention.scale());
    padded.keys.maskScores(scores, scratch);
    INDArray weights = scratch.take(padded.shape());
    run("softmax", weights, scores);
    padded.pack(weights, attention.probabilities().array());
    if (attention.dropout().active()) {
      weights.muli(mask(attention, padded));
    }
    multiply(
        false,
        weights,
        false,
        padded.keys.split(attention.v().array(), attention.heads(), scratch),
        padded.queries,
        attention.heads(),
        context);
  }

  /**
   * {@link Kernels#attentionGradient}: with P the probabilities and M the dropout mask, {@code dV =
   * (P⊙M)ᵀ·dC}, {@code dP = (dC·Vᵀ)⊙M}, {@code dS = P⊙(dP − Σ P⊙dP)/√headSize}, {@code dQ = dS·K},
   * {@code dK = dSᵀ·Q}. P is zero on padding, so nothing comes from there.
   */
  void backward(Attention attention, Matrix dContext, Matrix dq, Matrix dk, Matrix dv) {
    PaddedScores padded = blocks(attention);
    INDArray weights = padded.unpack(attention.probabilities().array(), scratch);
    INDArray mask = attention.dropout().active() ? mask(attention, padded) : null;
    INDArray dBlocks = padded.queries.split(dContext.array(), attention.heads(), scratch);
    INDArray product = scratch.take(padded.shape());
    if (dv != null) {
      INDArray dropped = weights;
      if (mask != null) {
        run("multiply", product, weights, mask);
        dropped = product;
      }
      multiply(true, dropped, false, dBlocks, padded.keys, attention.heads(), dv);
    }
    if (dq == null && dk == null) {
      return;
    }
    INDArray dScores = scratch.take(padded.shape());
    multiply(
        false,
        dBlocks,
        true,
        padded.keys.split(attention.v().array(), attention.heads(), scratch),
        dScores);
    if (mask != null) {
      dScores.muli(mask);
    }
    dScores.muli(weights);
    INDArray sums =
        scratch.take(
            attention.packing().sequences(), attention.heads(), padded.queries.length(), 1);
    reduceRows("reduce_sum", dScores, sums);
    run("multiply", product, weights, sums);
    dScores.subi(product).muli(attention.scale());
    if (dq != null) {
      multiply(
          false,
          dScores,
          false,
          padded.keys.split(attention.k().array(), attention.heads(), scratch),
          padded.queries,
          attention.heads(),
          dq);
    }
    if (dk != null) {
      multiply(
          true,
          dScores,
          false,
          padded.queries.split(attention.q().array(), attention.heads(), scratch),
          padded.keys,
          attention.heads(),
          dk);
    }
  }

  private INDArray mask(Attention attention, PaddedScores padded) {
    INDArray packed = scratch.take(1, attention.probabilities().size());
    masks.draw(attention.dropout(), packed);
    return padded.unpack(packed, scratch);
  }

  private void multiply(
      boolean transposeA,
      INDArray a,
      boolean transposeB,
      INDArray b,
      PaddedRows rows,
      int heads,
      Matrix packed) {
    INDArray padded = rows.paddedLike(packed.array(), scratch);
    multiply(transposeA, a, transposeB, b, rows.byHead(padded, heads));
    rows.join(padded, packed.array());
  }

  private static void multiply(
      boolean transposeA, INDArray a, boolean transposeB, INDArray b, INDArray c) {
    Nd4jOps.execute(
        DynamicCustomOp.builder("matmul")
            .addInputs(a, b)
            .addOutputs(c)
            .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
            .build());
  }

  /** The layers of a step share one packing, so its indices are uploaded once. */
  private PaddedScores blocks(Attention attention) {
    Packing packing = attention.packing();
    int heads = attention.heads();
    if (blocks == null || !blocks.fits(packing, heads)) {
      close();
      blocks = new PaddedScores(packing, heads);
    }
    return blocks;
  }

  @Override
  public void close() {
    if (blocks != null) {
      blocks.close();
      blocks = null;
    }
  }
}
