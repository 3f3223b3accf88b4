package peftlab.tensor;

import java.util.List;

/** Losses, each a single number, and their gradients. */
final class LossOps {
  private LossOps() {}

  static Tensor crossEntropy(Tensor logits, int[] labels) {
    float[] oneHot = new float[logits.rows() * logits.columns()];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= logits.columns()) {
        throw new IllegalArgumentException(
            "label " + labels[i] + " is outside 0.." + (logits.columns() - 1));
      }
      oneHot[i * logits.columns() + labels[i]] = 1;
    }
    Tape tape = logits.tape();
    Matrix targets = tape.take(logits.rows(), logits.columns());
    targets.set(oneHot);
    Tensor loss = klDivergence(logits, targets, 1);
    tape.release(targets);
    return loss;
  }

  static Tensor klDivergence(Tensor logits, Matrix targets, double temperature) {
    Tape tape = logits.tape();
    Matrix gradient = tape.take(logits.rows(), logits.columns());
    double loss = tape.kernels().klDivergence(logits.value(), targets, temperature, gradient);
    return scalar(tape, loss, gradient, logits);
  }

  static Tensor cosineDistance(Tensor x, Matrix other) {
    Tape tape = x.tape();
    Matrix gradient = tape.take(x.rows(), x.columns());
    double loss = tape.kernels().cosineDistance(x.value(), other, gradient);
    return scalar(tape, loss, gradient, x);
  }

  /** A loss whose gradient with regard to {@code x} is known already, up to the outer factor. */
  private static Tensor scalar(Tape tape, double loss, Matrix gradient, Tensor x) {
    Matrix value = tape.take(1, 1);
    tape.kernels().fill(value, loss);
    Tensor output = tape.output(value, x.requiresGradient());
    tape.record(
        output,
        dLoss -> {
          tape.kernels().times(gradient, dLoss, gradient);
          tape.kernels().add(1, gradient, tape.accumulator(x));
        },
        List.of(),
        List.of(gradient));
    return output;
  }
}
