package peftlab.tensor;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Attention of each (sequence, head) on its own, straight on {@code [tokens, width]} matrices: no
 * padding, no permutation, no copy of queries, keys or values.
 */
final class FusedAttention {
  private final Workers workers;

  FusedAttention(Workers workers) {
    this.workers = workers;
  }

  void forward(
      Packing packing,
      int heads,
      Dropout dropout,
      Matrix q,
      Matrix k,
      Matrix v,
      Matrix probabilities,
      Matrix context) {
    int width = q.columns();
    int size = width / heads;
    float scale = (float) (1 / Math.sqrt(size));
    int[] offsets = packing.scoreOffsets(heads);
    workers.items(
        packing.sequences(),
        s -> {
          int queries = packing.queries(s);
          int keys = packing.keys(s);
          int block = queries * keys;
          Scratch scratch = Scratch.own();
          float[] p = scratch.floats(0, block);
          FloatPointer dropped = scratch.pointer(0, block);
          FloatPointer qs = q.pointer(0);
          FloatPointer ks = k.pointer(0);
          FloatPointer vs = v.pointer(0);
          FloatPointer ps = probabilities.pointer(0);
          FloatPointer cs = context.pointer(0);
          for (int head = 0; head < heads; head++) {
            long atQ = q.start(packing.queryOffsets()[s]) + (long) head * size;
            long atK = k.start(packing.keyOffsets()[s]) + (long) head * size;
            long atV = v.start(packing.keyOffsets()[s]) + (long) head * size;
            long atC = context.start(packing.queryOffsets()[s]) + (long) head * size;
            int index = offsets[s] + head * block;
            int atP = probabilities.start() + index;
            ps.position(atP);
            Blas.gemm(
                false,
                true,
                queries,
                keys,
                size,
                1,
                qs.position(atQ),
                width,
                ks.position(atK),
                width,
                0,
                ps,
                keys);
            probabilities.buffer().get(atP, p, 0, block);
            for (int i = 0; i < queries; i++) {
              VectorMath.softmax(p, i * keys, keys, scale);
            }
            probabilities.buffer().put(atP, p, 0, block);
            FloatPointer weights = ps;
            if (dropout.active()) {
              scratch.drop(dropout, p, 0, block, index);
              scratch.buffer(0).put(0, p, 0, block);
              weights = dropped;
            }
            Blas.gemm(
                false,
                false,
                queries,
                size,
                keys,
                1,
                weights,
                keys,
                vs.position(atV),
                width,
                0,
                cs.position(atC),
                width);
          }
        });
  }

  /**
   * With {@code D = dropout(P)}: {@code dV = Dᵀ·dC}, {@code dP = dropout(dC·Vᵀ)}, {@code dS = P ⊙
   * (dP − rowsum(P ⊙ dP))/√size}, {@code dQ = dS·K}, {@code dK = dSᵀ·Q}.
   */
  void backward(
      Packing packing,
      int heads,
      Dropout dropout,
      Matrix q,
      Matrix k,
      Matrix v,
      Matrix probabilities,
      Matrix dContext,
      Matrix dq,
      Matrix dk,
      Matrix dv) {
    int width = q.columns();
    int size = width / heads;
    float scale = (float) (1 / Math.sqrt(size));
    int[] offsets = packing.scoreOffsets(heads);
    workers.items(
        packing.sequences(),
        s -> {
          int queries = packing.queries(s);
          int keys = packing.keys(s);
          int block = queries * keys;
          Scratch scratch = Scratch.own();
          float[] p = scratch.floats(0, block);
          float[] d = scratch.floats(1, block);
          FloatPointer weights = scratch.pointer(0, block);
          FloatPointer scores = scratch.pointer(1, block);
          FloatPointer qs = q.pointer(0);
          FloatPointer ks = k.pointer(0);
          FloatPointer vs = v.pointer(0);
          FloatPointer cs = dContext.pointer(0);
          FloatPointer dqs = dq == null ? null : dq.pointer(0);
          FloatPointer dks = dk == null ? null : dk.pointer(0);
          FloatPointer dvs = dv == null ? null : dv.pointer(0);
          int firstQuery = packing.queryOffsets()[s];
          int firstKey = packing.keyOffsets()[s];
          for (int head = 0; head < heads; head++) {
            long column = (long) head * size;
            int index = offsets[s] + head * block;
            probabilities.buffer().get(probabilities.start() + index, p, 0, block);
            cs.position(dContext.start(firstQuery) + column);
            if (dvs != null) {
              System.arraycopy(p, 0, d, 0, block);
              if (dropout.active()) {
                scratch.drop(dropout, d, 0, block, index);
              }
              scratch.buffer(0).put(0, d, 0, block);
              Blas.gemm(
                  true,
                  false,
                  keys,
                  size,
                  queries,
                  1,
                  weights,
                  keys,
                  cs,
                  width,
                  0,
                  dvs.position(dv.start(firstKey) + column),
                  width);
            }
            if (dqs == null && dks == null) {
              continue;
            }
            Blas.gemm(
                false,
                true,
                queries,
                keys,
                size,
                1,
                cs,
                width,
                vs.position(v.start(firstKey) + column),
                width,
                0,
                scores,
                keys);
            scratch.buffer(1).get(0, d, 0, block);
            if (dropout.active()) {
              scratch.drop(dropout, d, 0, block, index);
            }
            for (int i = 0; i < queries; i++) {
              VectorMath.softmaxGradient(p, d, i * keys, keys, scale);
            }
            scratch.buffer(1).put(0, d, 0, block);
            if (dqs != null) {
              Blas.gemm(
                  false,
                  false,
                  queries,
                  size,
                  keys,
                  1,
                  scores,
                  keys,
                  ks.position(k.start(firstKey) + column),
                  width,
                  0,
                  dqs.position(dq.start(firstQuery) + column),
                  width);
            }
            if (dks != null) {
              Blas.gemm(
                  true,
                  false,
                  keys,
                  size,
                  queries,
                  1,
                  scores,
                  keys,
                  qs.position(q.start(firstQuery) + column),
                  width,
                  0,
                  dks.position(dk.start(firstKey) + column),
                  width);
            }
          }
        });
  }
}
