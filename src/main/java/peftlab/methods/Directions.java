package peftlab.methods;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import peftlab.method.AdaptContext;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Svd;
import peftlab.tensor.Tensor;

/**
 * The singular directions of one projection that LoRA-Dash trains the coordinates of: adds {@code
 * Us·diag(g)·Vs} to the weight.
 *
 * @param left {@code Us [outputs, s]}, frozen
 * @param right {@code Vs [s, inputs]}, frozen
 * @param g {@code [s]}
 */
record Directions(Parameter left, Parameter right, Parameter g) {
  /** Room for {@code count} directions, all zero. */
  static Directions create(AdaptContext context, Projection at, Linear linear, int count) {
    int largest = Math.min(linear.inputs(), linear.outputs());
    if (count > largest) {
      throw new IllegalArgumentException(
          "directions %d is above %d, the full rank of %s".formatted(count, largest, at.path()));
    }
    Initializer zeros = Initializer.zeros();
    return new Directions(
        context.createFrozen(at.path() + ".dash_U.weight", zeros, linear.outputs(), count),
        context.createFrozen(at.path() + ".dash_V.weight", zeros, count, linear.inputs()),
        context.create(at.path() + ".dash_g", zeros, count));
  }

  List<Parameter> parameters() {
    return List.of(left, right, g);
  }

  /**
   * Takes the directions i of {@code W = U·diag(σ)·Vᵀ} with the largest {@code |δ_i| / |σ_i|},
   * where {@code δ = diag(Uᵀ·scale·BA·V)}.
   */
  void choose(Linear linear, LowRank pair) {
    if (linear.weight().value().isPhantom()) {
      return;
    }
    Svd svd = Svd.of(linear.weight().value());
    double[] change = change(svd, pair);
    int[] chosen =
        IntStream.range(0, svd.sigma().length)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    i ->
                        -Math.abs(pair.scale() * change[i])
                            / Math.max(svd.sigma()[i], Double.MIN_NORMAL)))
            .limit(g.count())
            .mapToInt(Integer::intValue)
            .toArray();
    int k = svd.sigma().length;
    float[] us = new float[Math.toIntExact(left.count())];
    float[] vs = new float[Math.toIntExact(right.count())];
    for (int j = 0; j < chosen.length; j++) {
      for (int row = 0; row < left.rows(); row++) {
        us[row * chosen.length + j] = svd.left()[row * k + chosen[j]];
      }
      for (int column = 0; column < right.columns(); column++) {
        vs[j * right.columns() + column] = svd.right()[chosen[j] * right.columns() + column];
      }
    }
    left.value().set(us);
    right.value().set(vs);
  }

  /** {@code diag(Uᵀ·B·A·V)}. */
  private static double[] change(Svd svd, LowRank pair) {
    int k = svd.sigma().length;
    int rank = pair.a().rows();
    double[] b = pair.b().value().toDoubles();
    double[] a = pair.a().value().toDoubles();
    double[] ub = new double[k * rank]; // Uᵀ·B
    for (int row = 0; row < pair.b().rows(); row++) {
      for (int i = 0; i < k; i++) {
        for (int r = 0; r < rank; r++) {
          ub[i * rank + r] += svd.left()[row * k + i] * b[row * rank + r];
        }
      }
    }
    int inputs = pair.a().columns();
    double[] change = new double[k];
    for (int i = 0; i < k; i++) {
      for (int r = 0; r < rank; r++) {
        double av = 0; // (A·V)[r, i]
        for (int column = 0; column < inputs; column++) {
          av += a[r * inputs + column] * svd.right()[i * inputs + column];
        }
        change[i] += ub[i * rank + r] * av;
      }
    }
    return change;
  }

  /** {@code y + x·(Us·diag(g)·Vs)ᵀ}, in y's memory. */
  Tensor addTo(Tensor y, Tensor x) {
    Tensor along = x.linear(right, null).times(g); // [tokens, s]
    return y.plusLinear(along, left, 1);
  }

  /** {@code w ← w + Us·diag(g)·Vs}. */
  void addTo(Parameter w, AdaptContext context) {
    context.compute(tape -> tape.read(w).plus(tape.read(left).times(g).matmul(right)), w);
  }
}
