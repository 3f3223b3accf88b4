package peftlab.tensor;

import java.util.List;

/** Multi-head attention over packed sequences and its gradient. */
final class AttentionOps {
  private AttentionOps() {}

  static Tensor attend(
      Tensor q, Tensor k, Tensor v, Packing packing, int heads, double dropoutRate) {
    LinearOps.check(q.columns() == k.columns() && k.rows() == v.rows(), "attend", q, k);
    Tape tape = LinearOps.tapeOf(q, k);
    Kernels kernels = tape.kernels();
    Dropout dropout = tape.nextDropout(dropoutRate);
    int[] scores = packing.scoreOffsets(heads);
    Matrix probabilities = tape.take(1, scores[scores.length - 1]);
    Matrix context = tape.take(q.rows(), q.columns());
    Attention attention =
        new Attention(packing, heads, dropout, q.value(), k.value(), v.value(), probabilities);
    kernels.attention(attention, context);
    Tensor output =
        tape.output(context, q.requiresGradient() || k.requiresGradient() || v.requiresGradient());
    tape.record(
        output,
        dContext -> {
          Matrix dq = gradientOf(tape, q);
          Matrix dk = gradientOf(tape, k);
          Matrix dv = gradientOf(tape, v);
          kernels.attentionGradient(attention, dContext, dq, dk, dv);
          addIfWanted(tape, dq, q);
          addIfWanted(tape, dk, k);
          addIfWanted(tape, dv, v);
        },
        List.of(q, k, v),
        List.of(probabilities));
    return output;
  }

  private static Matrix gradientOf(Tape tape, Tensor t) {
    return t.requiresGradient() ? tape.take(t.rows(), t.columns()) : null;
  }

  private static void addIfWanted(Tape tape, Matrix gradient, Tensor t) {
    if (gradient != null) {
      tape.addOrAdopt(gradient, t);
    }
  }
}
