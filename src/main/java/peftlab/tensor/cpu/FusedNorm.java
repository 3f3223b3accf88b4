package peftlab.tensor.cpu;

import peftlab.tensor.Matrix;
import peftlab.tensor.Norm;

/** Dropout, residual sum and layer norm in one pass over each row, and their backward. */
final class FusedNorm {
  private final Workers workers;

  FusedNorm(Workers workers) {
    this.workers = workers;
  }

  void forward(Norm norm, Matrix h, Matrix residual, Matrix y) {
    int n = h.columns();
    float[] scale = norm.gamma().toFloats();
    float[] shift = norm.beta().toFloats();
    workers.ranges(
        h.rows(),
        (from, to, part) -> {
          Scratch scratch = Scratch.own();
          float[] row = scratch.floats(0, n);
          float[] other = scratch.floats(1, n);
          float[] pair = scratch.floats(2, 2);
          for (int i = from; i < to; i++) {
            h.buffer().get(h.start(i), row, 0, n);
            if (norm.dropout().active()) {
              scratch.drop(norm.dropout(), row, 0, n, i * n);
            }
            if (residual != null) {
              residual.buffer().get(residual.start(i), other, 0, n);
              VectorMath.add(other, row, n);
            }
            norm.sum().buffer().put(norm.sum().start(i), row, 0, n);
            float mean = VectorMath.sum(row, 0, n) / n;
            float variance = VectorMath.sumOfSquaredDeviations(row, mean, n) / n;
            float inverse = (float) (1 / Math.sqrt(variance + norm.epsilon()));
            pair[0] = mean;
            pair[1] = inverse;
            norm.statistics().buffer().put(norm.statistics().start(i), pair, 0, 2);
            VectorMath.normalize(row, mean, inverse, scale, shift, other, n);
            y.buffer().put(y.start(i), other, 0, n);
          }
        });
  }

  /**
   * With {@code n = (sum − mean)/σ} and {@code d = dy·gamma}: {@code dSum = (d − mean(d) −
   * n·mean(d·n))/σ}, {@code dGamma = Σ dy·n}, {@code dBeta = Σ dy}.
   */
  void backward(Norm norm, Matrix dy, Matrix dSum, Matrix dH, Matrix addGamma, Matrix addBeta) {
    int n = dy.columns();
    float[] scale = norm.gamma().toFloats();
    boolean trained = addGamma != null || addBeta != null;
    float[][] gammas = new float[workers.threads()][n];
    float[][] betas = new float[workers.threads()][n];
    workers.ranges(
        dy.rows(),
        (from, to, part) -> {
          Scratch scratch = Scratch.own();
          float[] d = scratch.floats(0, n);
          float[] normalized = scratch.floats(1, n);
          float[] scaled = scratch.floats(2, n);
          float[] pair = scratch.floats(3, 2);
          for (int i = from; i < to; i++) {
            dy.buffer().get(dy.start(i), d, 0, n);
            norm.sum().buffer().get(norm.sum().start(i), normalized, 0, n);
            norm.statistics().buffer().get(norm.statistics().start(i), pair, 0, 2);
            VectorMath.standardize(normalized, pair[0], pair[1], n);
            if (trained) {
              VectorMath.addProduct(d, normalized, gammas[part], n);
              VectorMath.add(d, betas[part], n);
            }
            VectorMath.product(d, scale, scaled, n);
            float mean = VectorMath.sum(scaled, 0, n) / n;
            float meanProduct = VectorMath.dot(scaled, 0, normalized, 0, n) / n;
            VectorMath.normGradient(scaled, mean, normalized, meanProduct, pair[1], d, n);
            dSum.buffer().put(dSum.start(i), d, 0, n);
            if (dH != null) {
              if (norm.dropout().active()) {
                scratch.drop(norm.dropout(), d, 0, n, i * n);
              }
              dH.buffer().put(dH.start(i), d, 0, n);
            }
          }
        });
    addAll(gammas, addGamma);
    addAll(betas, addBeta);
  }

  private static void addAll(float[][] partial, Matrix total) {
    if (total == null) {
      return;
    }
    float[] result = total.toFloats();
    for (float[] sums : partial) {
      VectorMath.add(sums, result, result.length);
    }
    total.set(result);
  }
}
