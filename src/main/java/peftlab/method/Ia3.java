package peftlab.method;

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
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * (IA)³: rescales keys, values and the inner activations of the feed-forward network by trained
 * vectors (Liu et al., arXiv 2205.05638).
 */
public final class Ia3 implements PeftMethod<Ia3.Hyper> {
  /**
   * See {@code methods/ia3.md}.
   *
   * @param targets rescaled projections
   */
  public record Hyper(Set<Projection.Role> targets) {
    /** Checks the values. */
    public Hyper {
      Require.some("targets", targets);
    }
  }

  @Override
  public String id() {
    return "ia3";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Map<Projection, Parameter> vectors = new LinkedHashMap<>();
    for (Projection at : context.base().projections(hyper.targets())) {
      Linear linear = context.base().projection(at);
      int size = scalesInput(at) ? linear.inputs() : linear.outputs();
      vectors.put(at, context.create(at.path() + ".ia3_l", Initializer.constant(1), size));
    }
    return new Adapted(context, vectors);
  }

  /** The modules that Hugging Face PEFT's BERT mapping treats as feed-forward. */
  private static boolean scalesInput(Projection at) {
    return at.role() == Projection.Role.DOWN || at.role() == Projection.Role.OUTPUT;
  }

  private record Adapted(AdaptContext context, Map<Projection, Parameter> vectors)
      implements Adaptation, Hooks {

    @Override
    public Encoder encoder() {
      return context.base();
    }

    @Override
    public List<Parameter> trainable() {
      return List.copyOf(vectors.values());
    }

    @Override
    public Hooks hooks() {
      return this;
    }

    @Override
    public Tensor projecting(Projection at, Tensor x) {
      Parameter vector = vectors.get(at);
      return vector != null && scalesInput(at) ? x.times(vector) : x;
    }

    @Override
    public Tensor projected(Projection at, Tensor x, Tensor y) {
      Parameter vector = vectors.get(at);
      return vector != null && !scalesInput(at) ? y.times(vector) : y;
    }

    @Override
    public List<StoredTensor> stored() {
      return vectors.entrySet().stream()
          .map(
              e -> {
                long n = e.getValue().count();
                return new StoredTensor(
                    StoredTensor.PEFT + e.getValue().name(),
                    scalesInput(e.getKey()) ? new long[] {1, n} : new long[] {n, 1},
                    e.getValue().value());
              })
          .toList();
    }

    @Override
    public Optional<Encoder> merged() {
      Kernels kernels = context.kernels();
      return Optional.of(
          context.withChanged(
              context.base(),
              vectors.keySet(),
              (at, copy) -> {
                Matrix factor = vectors.get(at).value();
                Matrix weight = copy.weight().value();
                if (scalesInput(at)) {
                  kernels.times(weight, factor, weight);
                } else {
                  kernels.times(weight, factor.reshaped(factor.columns(), 1), weight);
                  kernels.times(copy.bias().value(), factor, copy.bias().value());
                }
              }));
    }
  }
}
