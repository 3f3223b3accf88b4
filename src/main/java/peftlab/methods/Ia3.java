package peftlab.methods;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.StoredTensor;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
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
  /** Whose inputs are rescaled: the modules that PEFT's BERT mapping treats as feed-forward. */
  static final Set<Projection.Role> INNER = Set.of(Projection.Role.DOWN, Projection.Role.OUTPUT);

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
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(new Ia3Format());
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Map<Projection, Scale> scales = new LinkedHashMap<>();
    for (Projection at : context.base().projections(hyper.targets())) {
      Linear linear = context.base().projection(at);
      boolean ofInputs = INNER.contains(at.role());
      int size = ofInputs ? linear.inputs() : linear.outputs();
      Parameter vector = context.create(at.path() + ".ia3_l", Initializer.constant(1), size);
      scales.put(at, new Scale(vector, ofInputs));
    }
    return new Adapted(context, context.base(), scales);
  }

  /**
   * The factors of one module.
   *
   * @param ofInputs whether the module's inputs are rescaled, else its outputs
   */
  record Scale(Parameter vector, boolean ofInputs) {
    /** As {@code [1, inputs]} or {@code [outputs, 1]}, which scale the weight. */
    Matrix matrix() {
      return ofInputs ? vector.value() : vector.value().reshaped(vector.columns(), 1);
    }

    void fold(Kernels kernels, Linear copy) {
      Matrix weight = copy.weight().value();
      kernels.times(weight, matrix(), weight);
      if (!ofInputs && copy.bias() != null) {
        kernels.times(copy.bias().value(), vector.value(), copy.bias().value());
      }
    }
  }

  record Adapted(AdaptContext context, Encoder encoder, Map<Projection, Scale> scales)
      implements Adaptation, Hooks {

    @Override
    public List<Parameter> trainable() {
      return scales.values().stream().map(Scale::vector).toList();
    }

    @Override
    public Hooks hooks() {
      return this;
    }

    @Override
    public Tensor beforeProjection(Projection at, Tensor x) {
      Scale scale = scales.get(at);
      return scale != null && scale.ofInputs() ? x.times(scale.vector()) : x;
    }

    @Override
    public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
      Scale scale = scales.get(at);
      return scale != null && !scale.ofInputs() ? y.times(scale.vector()) : y;
    }

    @Override
    public List<StoredTensor> stored() {
      return scales.values().stream()
          .map(
              scale -> {
                Matrix matrix = scale.matrix();
                long[] shape = {matrix.rows(), matrix.columns()};
                return new StoredTensor(
                    StoredTensor.PEFT + scale.vector().name(), shape, scale.vector().value());
              })
          .toList();
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(
          context.withChanged(
              encoder,
              scales.keySet(),
              (at, copy) -> scales.get(at).fold(context.kernels(), copy)));
    }
  }
}
