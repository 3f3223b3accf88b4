package peftlab.tensor;

import java.util.Arrays;
import java.util.List;

/** Operations on elements and their gradients. */
final class ElementwiseOps {
  private ElementwiseOps() {}

  /** The memory of {@code y} where nobody else needs it, a copy otherwise. */
  static Matrix reuse(Tape tape, Tensor y) {
    if (y.tape() != null && y.holders == 0) {
      return y.takeValue();
    }
    Matrix copy = tape.take(y.rows(), y.columns());
    tape.kernels().copy(y.value(), copy);
    return copy;
  }

  /** {@code z = x + m}; dx = dz, dm = dz summed to m's shape. */
  static Tensor plus(Tensor x, Tensor m) {
    checkBroadcast("plus", x, m);
    Tape tape = LinearOps.tapeOf(x, m);
    Matrix z = tape.take(x.rows(), x.columns());
    tape.kernels().plus(x.value(), m.value(), z);
    Tensor output = tape.output(z, x.requiresGradient() || m.requiresGradient());
    boolean sameShape = m.rows() == x.rows() && m.columns() == x.columns();
    tape.record(
        output,
        dz -> {
          if (m.requiresGradient()) {
            if (sameShape) {
              tape.addTo(dz, m);
            } else {
              tape.kernels().addReduced(dz, tape.accumulator(m));
            }
          }
          tape.pass(dz, x);
        },
        List.of(),
        List.of());
    return output;
  }

  /** {@code z = x ⊙ m}; dx = dz ⊙ m, dm = dz ⊙ x summed to m's shape. */
  static Tensor times(Tensor x, Tensor m) {
    checkBroadcast("times", x, m);
    Tape tape = LinearOps.tapeOf(x, m);
    Matrix z = tape.take(x.rows(), x.columns());
    tape.kernels().times(x.value(), m.value(), z);
    Tensor output = tape.output(z, x.requiresGradient() || m.requiresGradient());
    tape.record(
        output,
        dz -> {
          if (m.requiresGradient()) {
            tape.kernels().addProductReduced(dz, x.value(), tape.accumulator(m));
          }
          if (x.requiresGradient()) {
            tape.kernels().times(dz, m.value(), dz);
            tape.pass(dz, x);
          }
        },
        List.of(x, m),
        List.of());
    return output;
  }

  static Tensor scale(Tensor x, double factor) {
    Tape tape = x.tape();
    Matrix z = tape.take(x.rows(), x.columns());
    tape.kernels().copy(x.value(), z);
    tape.kernels().scale(factor, z);
    Tensor output = tape.output(z, x.requiresGradient());
    tape.record(
        output,
        dz -> {
          tape.kernels().scale(factor, dz);
          tape.pass(dz, x);
        },
        List.of(),
        List.of());
    return output;
  }

  static Tensor activate(Tensor x, Activation f) {
    Tape tape = x.tape();
    Matrix y = tape.take(x.rows(), x.columns());
    tape.kernels().activate(f, x.value(), y);
    Tensor output = tape.output(y, x.requiresGradient());
    tape.record(
        output,
        dy -> {
          tape.kernels().activateGradient(f, x.value(), dy, dy);
          tape.pass(dy, x);
        },
        List.of(x),
        List.of());
    return output;
  }

  static Tensor dropout(Tensor x, double rate) {
    Tape tape = x.tape();
    Dropout dropout = tape.nextDropout(rate);
    if (!dropout.active()) {
      return x;
    }
    Matrix y = tape.take(x.rows(), x.columns());
    tape.kernels().dropout(dropout, x.value(), y);
    Tensor output = tape.output(y, x.requiresGradient());
    tape.record(
        output,
        dy -> {
          tape.kernels().dropout(dropout, dy, dy);
          tape.pass(dy, x);
        },
        List.of(),
        List.of());
    return output;
  }

  static Tensor inverseRowNormsDetached(Tensor x) {
    Tape tape = x.tape();
    Matrix norms = tape.take(x.rows(), 1);
    tape.kernels().rowNorms(x.value(), norms);
    norms.set(Arrays.stream(norms.toDoubles()).map(norm -> 1 / norm).toArray());
    return tape.output(norms, false);
  }

  private static void checkBroadcast(String operation, Tensor x, Tensor m) {
    LinearOps.check(
        (m.rows() == x.rows() || m.rows() == 1) && (m.columns() == x.columns() || m.columns() == 1),
        operation,
        x,
        m);
  }
}
