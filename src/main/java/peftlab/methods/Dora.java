package peftlab.methods;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFile;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.PeftModules;
import peftlab.method.StoredTensor;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
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
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(
        new LoraFormat<>(
            true,
            hyper -> LoraFormat.keys(hyper.rank(), hyper.alpha(), hyper.targets(), hyper.dropout()),
            Dora::read));
  }

  private static Adaptation read(
      AdaptContext context, Encoder base, Map<String, LowRank> pairs, PeftFile file) {
    Map<String, Part> parts = new LinkedHashMap<>();
    pairs.forEach(
        (module, pair) -> {
          String given = module + "." + LoraFormat.MAGNITUDE;
          String name = file.has(given + ".weight") ? given + ".weight" : given;
          int outputs = pair.b().rows();
          Initializer values = Initializer.values(file.read(name, outputs));
          parts.put(module, new Part(pair, context.create(given, values, outputs)));
        });
    PeftModules<Part> modules =
        PeftModules.of(context, base, parts, (part, copy) -> part.fold(context, copy));
    return new Adapted(context, 0, modules.encoder(), modules.projections());
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Map<Projection, Part> parts = new LinkedHashMap<>();
    LowRank.create(
            context,
            hyper.rank(),
            hyper.alpha() / hyper.rank(),
            hyper.targets(),
            Initializer.kaimingUniform())
        .forEach(
            (at, pair) -> {
              Parameter weight = context.base().projection(at).weight();
              Parameter magnitude =
                  context.create(
                      at.path() + "." + LoraFormat.MAGNITUDE, Initializer.zeros(), weight.rows());
              context
                  .kernels()
                  .rowNorms(weight.value(), magnitude.value().reshaped(weight.rows(), 1));
              parts.put(at, new Part(pair, magnitude));
            });
    return new Adapted(context, hyper.dropout(), context.base(), parts);
  }

  private record Part(LowRank pair, Parameter magnitude) {
    /** {@code m / ‖V‖}, {@code [1, outputs]}. */
    Tensor gain(Tape tape, Parameter weight) {
      Tensor inverseNorms;
      try (Tape.Scope scope = tape.scope()) {
        Tensor changed = tape.read(weight);
        changed = changed.plus(tape.read(pair.b()).matmul(pair.a()).times(pair.scale()));
        inverseNorms = scope.keep(changed.inverseRowNormsDetached());
      }
      return inverseNorms.reshape(1, magnitude.columns()).times(magnitude);
    }

    /** {@code W ← m ⊙ V/‖V‖}. */
    void fold(AdaptContext context, Linear copy) {
      Parameter weight = copy.weight();
      context.compute(
          tape -> {
            Tensor gain = gain(tape, weight).reshape(weight.rows(), 1);
            pair.addTo(weight.value(), context.kernels());
            return tape.read(weight).times(gain);
          },
          weight);
    }
  }

  private record Adapted(
      AdaptContext context, double dropout, Encoder encoder, Map<Projection, Part> parts)
      implements Adaptation, Hooks {

    @Override
    public List<Parameter> trainable() {
      List<Parameter> all = new ArrayList<>();
      parts.values().forEach(part -> all.addAll(List.of(part.pair().a(), part.pair().b())));
      parts.values().forEach(part -> all.add(part.magnitude()));
      return all;
    }

    @Override
    public Hooks hooks() {
      return this;
    }

    /** {@code b + g ⊙ (x·Wᵀ + scale·x·Aᵀ·Bᵀ)}, the dropped-out x in the changed part alone. */
    @Override
    public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
      Part part = parts.get(at);
      if (part == null) {
        return y;
      }
      Linear linear = encoder.projection(at);
      Tensor gain = part.gain(x.tape(), linear.weight());
      if (dropout == 0 || !x.tape().training()) {
        Tensor product = y.plus(x.tape().read(linear.bias()).times(-1));
        return part.pair().addTo(product, x).times(gain).plus(linear.bias());
      }
      Tensor dropped = x.dropout(dropout);
      Tensor product = dropped.linear(linear.weight(), null);
      Tensor rest = y.plus(product.times(-1));
      return rest.plus(part.pair().addTo(product, dropped).times(gain));
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(
          context.withChanged(
              encoder, parts.keySet(), (at, copy) -> parts.get(at).fold(context, copy)));
    }

    @Override
    public List<StoredTensor> stored() {
      return LowRank.stored(trainable());
    }
  }
}
