package example;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * Scales and shifts the outputs of projections by trained vectors: {@code γ ⊙ y + β} (Lian et al.,
 * arXiv 2210.08823).
 */
public final class ScaleAndShift implements PeftMethod<ScaleAndShift.Hyper> {
  /**
   * See {@code methods/ssf.md}.
   *
   * @param targets projections whose outputs are changed
   */
  public record Hyper(Set<Projection.Role> targets) {
    /** Checks the values. */
    public Hyper {
      if (targets == null || targets.isEmpty()) {
        throw new IllegalArgumentException("targets must name at least one projection");
      }
    }
  }

  private record Vectors(Parameter scale, Parameter shift) {}

  @Override
  public String id() {
    return "ssf";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Map<Projection, Vectors> vectors = new LinkedHashMap<>();
    List<Parameter> trainable = new ArrayList<>();
    for (Projection at : context.base().projections(hyper.targets())) {
      int outputs = context.base().projection(at).outputs();
      Vectors v =
          new Vectors(
              context.create(at.path() + ".ssf_scale", Initializer.constant(1), outputs),
              context.create(at.path() + ".ssf_shift", Initializer.zeros(), outputs));
      vectors.put(at, v);
      trainable.addAll(List.of(v.scale(), v.shift()));
    }
    return new Adapted(context, vectors, List.copyOf(trainable));
  }

  private record Adapted(
      AdaptContext context, Map<Projection, Vectors> vectors, List<Parameter> trainable)
      implements Adaptation, Hooks {

    @Override
    public Encoder encoder() {
      return context.base();
    }

    @Override
    public Hooks hooks() {
      return this;
    }

    @Override
    public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
      Vectors v = vectors.get(at);
      return v == null ? y : y.times(v.scale()).plus(v.shift());
    }

    /** {@code W ← γ ⊙ W} row by row, {@code b ← γ ⊙ b + β}, in copies. */
    @Override
    public Optional<Encoder> merged() {
      Kernels kernels = context.kernels();
      return Optional.of(
          context.withChanged(
              context.base(),
              vectors.keySet(),
              (at, copy) -> {
                Matrix scale = vectors.get(at).scale().value();
                Matrix weight = copy.weight().value();
                Matrix bias = copy.bias().value();
                kernels.times(weight, scale.reshaped(scale.columns(), 1), weight);
                kernels.times(bias, scale, bias);
                kernels.add(1, vectors.get(at).shift().value(), bias);
              }));
    }
  }
}
