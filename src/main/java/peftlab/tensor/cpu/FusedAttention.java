package peftlab.tensor.cpu;

import org.bytedeco.javacpp.FloatPointer;
import peftlab.tensor.Attention;
import peftlab.tensor.Dropout;
import peftlab.tensor.Matrix;
import peftlab.tensor.Packing;

/**
 * Attention of each (sequence, head) on its own, straight on {@code [tokens, width]} matrices: no
 * padding, no permutation, no copy of queries, keys or values.
 */
final class FusedAttention {
  private final Workers workers;

  FusedAttention(Workers workers) {
    this.workers = workers;
  }

  void forward(Attention attention, Matrix context) {
    Packing packing = attention.packing();
    Dropout dropout = attention.dropout();
    Matrix q = attention.q();
    Matrix k = attention.k();
    Matrix v = attention.v();
    Matrix probabilities = attention.probabilities();
    int width = q.columns();
    int size = attention.headSize();
    float scale = (float) attention.scale();
    int[] offsets = packing.scoreOffsets(attention.heads());
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
          int firstQuery = packing.queryOffsets()[s];
          int firstKey = packing.keyOffsets()[s];
          for (int head = 0; head < attention.heads(); head++) {
            long column = (long) head * size;
            int index = offsets[s] + head * block;
            int atP = probabilities.start() + index;
            qs.position(q.start(firstQuery) + column);
            ks.position(k.start(firstKey) + column);
            vs.position(v.start(firstKey) + column);
            cs.position(context.start(firstQuery) + column);
            ps.position(atP);
            Blas.timesTransposed(queries, keys, size, qs, width, ks, width, ps, keys);
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
            Blas.times(queries, size, keys, weights, keys, vs, width, cs, width);
          }
        });
  }

  /**
   * With {@code D = dropout(P)}: {@code dV = Dᵀ·dC}, {@code dP = dropout(dC·Vᵀ)}, {@code dS = P ⊙
   * (dP − rowsum(P ⊙ dP))/√size}, {@code dQ = dS·K}, {@code dK = dSᵀ·Q}.
   */
  void backward(Attention attention, Matrix dContext, Matrix dq, Matrix dk, Matrix dv) {
    Packing packing = attention.packing();
    Dropout dropout = attention.dropout();
    Matrix q = attention.q();
    Matrix k = attention.k();
    Matrix v = attention.v();
    Matrix probabilities = attention.probabilities();
    int width = q.columns();
    int size = attention.headSize();
    float scale = (float) attention.scale();
    int[] offsets = packing.scoreOffsets(attention.heads());
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
          for (int head = 0; head < attention.heads(); head++) {
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
              dvs.position(dv.start(firstKey) + column);
              Blas.transposedTimes(keys, size, queries, weights, keys, cs, width, dvs, width);
            }
            if (dqs == null && dks == null) {
              continue;
            }
            vs.position(v.start(firstKey) + column);
            Blas.timesTransposed(queries, keys, size, cs, width, vs, width, scores, keys);
            scratch.buffer(1).get(0, d, 0, block);
            if (dropout.active()) {
              scratch.drop(dropout, d, 0, block, index);
            }
            for (int i = 0; i < queries; i++) {
              VectorMath.softmaxGradient(p, d, i * keys, keys, scale);
            }
            scratch.buffer(1).put(0, d, 0, block);
            if (dqs != null) {
              ks.position(k.start(firstKey) + column);
              dqs.position(dq.start(firstQuery) + column);
              Blas.times(queries, size, keys, scores, keys, ks, width, dqs, width);
            }
            if (dks != null) {
              qs.position(q.start(firstQuery) + column);
              dks.position(dk.start(firstKey) + column);
              Blas.transposedTimes(keys, size, queries, scores, keys, qs, width, dks, width);
            }
          }
        });
  }
}
