package peftlab.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.peft.AdaptContext;
import peftlab.peft.Adaptation;
import peftlab.peft.PeftMethod;
import peftlab.peft.StoredTensor;
import peftlab.tensor.Initializer;
import peftlab.tensor.Matrix;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * LoRA on the direction of each weight row, with a trained magnitude: {@code W' = m ⊙ V/‖V‖, V = W
 * + α/r·BA} (Liu et al., arXiv 2402.09353). The norm is a constant to the gradient, as in the
 * paper's section 4.3 and in Hugging Face PEFT.
 */
public final class Dora implements PeftMethod<Dora.Hyper> {
  /**
   * See {@code methods/dora.md}.
   *
   * @param rank of the product
   * @param alpha numerator of the scale
   * @param targets adapted projections
   * @param dropout of the branch's input, in [0, 1)
   */
  public record Hyper(int rank, double alpha, Set<Projection.Role> targets, double dropout) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "rank", rank);
      Require.positive("alpha", alpha);
      Require.some("targets", targets);
      Require.rate("dropout", dropout);
    }
  }

  @Override
  public String id() {
    return "dora";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Map<Projection, LowRank> pairs =
        LowRank.create(
            context,
            hyper.rank(),
            hyper.alpha() / hyper.rank(),
            hyper.targets(),
            Initializer.kaimingUniform());
    Map<Projection, Parameter> magnitudes = new LinkedHashMap<>();
    pairs.forEach(
        (at, pair) -> {
          Parameter weight = context.base().projection(at).weight();
          Parameter magnitude =
              context.create(
                  at.path() + ".lora_magnitude_vector", Initializer.zeros(), weight.rows());
          context.kernels().rowNorms(weight.value(), column(magnitude));
          magnitudes.put(at, magnitude);
        });
    List<Parameter> trainable = new ArrayList<>(LowRank.parameters(pairs));
    trainable.addAll(magnitudes.values());
    return new Adapted(context, hyper, pairs, magnitudes, List.copyOf(trainable));
  }

  private static Matrix column(Parameter vector) {
    return vector.value().reshaped(vector.columns(), 1);
  }

  private record Adapted(
      AdaptContext context,
      Hyper hyper,
      Map<Projection, LowRank> pairs,
      Map<Projection, Parameter> magnitudes,
      List<Parameter> trainable)
      implements Adaptation, Hooks {

    @Override
    public Encoder encoder() {
      return context.base();
    }

    @Override
    public Hooks hooks() {
      return this;
    }

    /** {@code b + g ⊙ (x·Wᵀ + scale·x·Aᵀ·Bᵀ)}, the dropped-out x in the changed part alone. */
    @Override
    public Tensor projected(Projection at, Tensor x, Tensor y) {
      LowRank pair = pairs.get(at);
      if (pair == null) {
        return y;
      }
      Linear linear = context.base().projection(at);
      Tensor gain = gain(x.tape(), at, linear, pair); // [1, outputs]
      Tensor dropped = x.dropout(hyper.dropout());
      if (dropped == x) {
        Tensor product = y.plus(x.tape().read(linear.bias()).times(-1));
        return pair.addTo(product, x).times(gain).plus(linear.bias());
      }
      Tensor product = dropped.linear(linear.weight(), null);
      Tensor rest = y.plus(product.times(-1));
      return rest.plus(pair.addTo(product, dropped).times(gain));
    }

    /** {@code m / ‖V‖}. */
    private Tensor gain(Tape tape, Projection at, Linear linear, LowRank pair) {
      Parameter magnitude = magnitudes.get(at);
      Tensor inverseNorms;
      try (Tape.Scope scope = tape.scope()) {
        Tensor changed = tape.read(linear.weight());
        changed = changed.plus(tape.read(pair.b()).matmul(pair.a()).times(pair.scale()));
        inverseNorms = scope.keep(changed.inverseRowNormsDetached());
      }
      return inverseNorms.reshape(1, magnitude.columns()).times(magnitude);
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(
          context.withChanged(
              context.base(),
              pairs.keySet(),
              (at, copy) -> {
                Matrix weight = copy.weight().value();
                pairs.get(at).addTo(weight, context.kernels());
                rescale(weight, magnitudes.get(at).value().toDoubles());
              }));
    }

    private static void rescale(Matrix weight, double[] magnitudes) {
      double[] values = weight.toDoubles();
      int columns = weight.columns();
      for (int i = 0; i < magnitudes.length; i++) {
        double sum = 0;
        for (int j = i * columns; j < (i + 1) * columns; j++) {
          sum += values[j] * values[j];
        }
        double gain = magnitudes[i] / Math.sqrt(sum);
        for (int j = i * columns; j < (i + 1) * columns; j++) {
          values[j] *= gain;
        }
      }
      weight.set(values);
    }

    @Override
    public List<StoredTensor> stored() {
      return LowRank.stored(trainable);
    }
  }
}
