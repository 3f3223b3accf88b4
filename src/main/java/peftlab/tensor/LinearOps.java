package peftlab.tensor;

import java.util.List;

/** Products of matrices and their gradients. */
final class LinearOps {
  private LinearOps() {}

  /** {@code y = x·Wᵀ + b}; dx = dy·W, dW = dyᵀ·x, db = column sums of dy. */
  static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    check(x.columns() == weight.columns(), "linear", x, weight);
    Tape tape = tapeOf(x, weight);
    Kernels kernels = tape.kernels();
    Matrix y = tape.take(x.rows(), weight.rows());
    kernels.linear(x.value(), weight.value(), bias == null ? null : bias.value(), y);
    boolean biasMoves = bias != null && bias.requiresGradient();
    Tensor output = tape.output(y, x.requiresGradient() || weight.requiresGradient() || biasMoves);
    tape.record(
        output,
        dy -> {
          if (x.requiresGradient()) {
            Tape.Target dx = tape.target(x);
            kernels.multiply(false, dy, false, weight.value(), 1, dx.beta(), dx.matrix());
          }
          if (weight.requiresGradient()) {
            Tape.Target dw = tape.target(weight);
            kernels.multiply(true, dy, false, x.value(), 1, dw.beta(), dw.matrix());
          }
          if (biasMoves) {
            kernels.addReduced(dy, tape.accumulator(bias));
          }
        },
        usedBy(x, weight),
        List.of());
    return output;
  }

  /** {@code y = a·b}; da = dy·bᵀ, db = aᵀ·dy. */
  static Tensor matmul(Tensor a, Tensor b) {
    check(a.columns() == b.rows(), "matmul", a, b);
    Tape tape = tapeOf(a, b);
    Kernels kernels = tape.kernels();
    Matrix y = tape.take(a.rows(), b.columns());
    kernels.multiply(false, a.value(), false, b.value(), 1, 0, y);
    Tensor output = tape.output(y, a.requiresGradient() || b.requiresGradient());
    tape.record(
        output,
        dy -> {
          if (a.requiresGradient()) {
            Tape.Target da = tape.target(a);
            kernels.multiply(false, dy, true, b.value(), 1, da.beta(), da.matrix());
          }
          if (b.requiresGradient()) {
            Tape.Target db = tape.target(b);
            kernels.multiply(true, a.value(), false, dy, 1, db.beta(), db.matrix());
          }
        },
        usedBy(a, b),
        List.of());
    return output;
  }

  /** {@code z = y + s·x·Wᵀ}; dy = dz, dx = s·dz·W, dW = s·dzᵀ·x. */
  static Tensor plusLinear(Tensor y, Tensor x, Tensor weight, double scale) {
    check(x.columns() == weight.columns(), "plusLinear", x, weight);
    check(y.rows() == x.rows() && y.columns() == weight.rows(), "plusLinear", y, weight);
    Tape tape = tapeOf(y, x);
    Kernels kernels = tape.kernels();
    boolean moves = y.requiresGradient() || x.requiresGradient() || weight.requiresGradient();
    Matrix z = ElementwiseOps.reuse(tape, y);
    kernels.multiply(false, x.value(), true, weight.value(), scale, 1, z);
    Tensor output = tape.output(z, moves);
    tape.record(
        output,
        dz -> {
          if (x.requiresGradient()) {
            Tape.Target dx = tape.target(x);
            kernels.multiply(false, dz, false, weight.value(), scale, dx.beta(), dx.matrix());
          }
          if (weight.requiresGradient()) {
            Tape.Target dw = tape.target(weight);
            kernels.multiply(true, dz, false, x.value(), scale, dw.beta(), dw.matrix());
          }
          tape.pass(dz, y);
        },
        usedBy(x, weight),
        List.of());
    return output;
  }

  /** {@code z = y + x·Sᵀ}; dy = dz, dx = dz·S, dS at the places = dzᵀ·x there. */
  static Tensor plusSparse(Tensor y, Tensor x, SparsePlaces places, Tensor values) {
    check(y.rows() == x.rows() && values.columns() == places.count(), "plusSparse", y, values);
    Tape tape = tapeOf(y, x);
    Kernels kernels = tape.kernels();
    boolean moves = y.requiresGradient() || x.requiresGradient() || values.requiresGradient();
    Matrix z = ElementwiseOps.reuse(tape, y);
    kernels.addSparse(places, values.value(), x.value(), z);
    Tensor output = tape.output(z, moves);
    tape.record(
        output,
        dz -> {
          if (x.requiresGradient()) {
            kernels.addSparse(places.transposed(), values.value(), dz, tape.accumulator(x));
          }
          if (values.requiresGradient()) {
            kernels.addSparseGradient(places, x.value(), dz, tape.accumulator(values));
          }
          tape.pass(dz, y);
        },
        usedBy(x, values),
        List.of());
    return output;
  }

  /** Each factor is needed only for the other's gradient. */
  private static List<Tensor> usedBy(Tensor a, Tensor b) {
    if (a.requiresGradient() && b.requiresGradient()) {
      return List.of(a, b);
    }
    if (a.requiresGradient()) {
      return List.of(b);
    }
    return b.requiresGradient() ? List.of(a) : List.of();
  }

  static Tape tapeOf(Tensor a, Tensor b) {
    Tape tape = a.tape() != null ? a.tape() : b.tape();
    if (tape == null) {
      throw new IllegalArgumentException("start from Tape.read: both operands are parameters");
    }
    return tape;
  }

  static void check(boolean fits, String operation, Tensor a, Tensor b) {
    if (!fits) {
      throw new IllegalArgumentException(operation + ": " + a + " does not fit " + b);
    }
  }
}
