package peftlab.tensor;

import java.util.List;

/** Layer norm of a residual sum and its gradient. */
final class NormOps {
  private NormOps() {}

  static Tensor dropoutResidualLayerNorm(
      Tensor h, double rate, Tensor residual, Tensor gamma, Tensor beta, double epsilon) {
    Tape tape = h.tape();
    Kernels kernels = tape.kernels();
    Dropout dropout = tape.nextDropout(rate);
    boolean below = h.requiresGradient() || (residual != null && residual.requiresGradient());
    boolean moves = below || gamma.requiresGradient() || beta.requiresGradient();
    Matrix sum = ElementwiseOps.reuse(tape, h);
    Matrix statistics = tape.take(h.rows(), 2); // [rows, mean and 1/deviation]
    Matrix y = tape.take(h.rows(), h.columns());
    Norm norm = new Norm(dropout, epsilon, gamma.value(), beta.value(), sum, statistics);
    kernels.layerNorm(norm, sum, residual == null ? null : residual.value(), y);
    Tensor output = tape.output(y, moves);
    tape.record(
        output,
        dy -> {
          // Without dropout both summands share one gradient, so it is passed on, not copied.
          boolean apart = h.requiresGradient() && dropout.active();
          Matrix dh = apart ? tape.take(h.rows(), h.columns()) : null;
          kernels.layerNormGradient(
              norm,
              dy,
              dy,
              dh,
              gamma.requiresGradient() ? tape.accumulator(gamma) : null,
              beta.requiresGradient() ? tape.accumulator(beta) : null);
          if (apart) {
            tape.addOrAdopt(dh, h);
          } else if (h.requiresGradient()) {
            tape.addTo(dy, h);
          }
          if (residual != null) {
            tape.pass(dy, residual);
          }
        },
        List.of(),
        List.of(sum, statistics));
    return output;
  }
}
