package peftlab.methods;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
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
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * Adds a product of two thin matrices to chosen projections: {@code y + scale · dropout(x)·Aᵀ·Bᵀ}
 * (Hu et al., arXiv 2106.09685).
 */
public final class Lora implements PeftMethod<Lora.Hyper> {
  /** How A is drawn; B is always zero, so that training starts at the base model. */
  public enum Init {
    /** U(±1/√inputs), as loralib and Hugging Face PEFT have it. */
    KAIMING,
    /** Normal of deviation 1/rank, as PEFT's option {@code gaussian}; the paper names none. */
    GAUSSIAN
  }

  /** How the scale follows from alpha and rank. */
  public enum Scaling {
    /** {@code alpha / rank}. */
    STANDARD,
    /** {@code alpha / √rank} (Kalajdzievski, arXiv 2312.03732). */
    @JsonProperty("rank-stabilized")
    RANK_STABILIZED
  }

  /** Which of the base's biases are trained as well. */
  public enum Bias {
    /** None of them. */
    NONE,
    /** All of them. */
    ALL
  }

  /**
   * See {@code methods/lora.md}.
   *
   * @param rank of the product
   * @param alpha numerator of the scale
   * @param targets adapted projections
   * @param dropout of the branch's input, in [0, 1)
   * @param init how A is drawn
   * @param scaling how the scale follows from alpha and rank
   * @param bias which of the base's biases are trained as well
   */
  public record Hyper(
      int rank,
      double alpha,
      Set<Projection.Role> targets,
      double dropout,
      Init init,
      Scaling scaling,
      Bias bias) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "rank", rank);
      Require.positive("alpha", alpha);
      Require.some("targets", targets);
      Require.rate("dropout", dropout);
      Require.chosen(Init.class, "init", init);
      Require.chosen(Scaling.class, "scaling", scaling);
      Require.chosen(Bias.class, "bias", bias);
    }

    /** What the product is multiplied by. */
    double scale() {
      return alpha / (scaling == Scaling.STANDARD ? rank : Math.sqrt(rank));
    }
  }

  @Override
  public String id() {
    return "lora";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(new LoraFormat<>(false, Lora::keys, Lora::read));
  }

  private static Map<String, Object> keys(Hyper hyper) {
    Map<String, Object> keys =
        LoraFormat.keys(hyper.rank(), hyper.alpha(), hyper.targets(), hyper.dropout());
    keys.put(LoraFormat.BIASES, hyper.bias() == Bias.ALL ? "all" : "none");
    keys.put(LoraFormat.STABILISED, hyper.scaling() == Scaling.RANK_STABILIZED);
    return keys;
  }

  private static Adaptation read(
      AdaptContext context, Encoder base, Map<String, LowRank> pairs, PeftFile file) {
    PeftModules<LowRank> modules =
        PeftModules.of(
            context,
            base,
            pairs,
            (pair, copy) -> pair.addTo(copy.weight().value(), context.kernels()));
    List<Parameter> trainable = LowRank.parameters(modules.projections());
    return new Adapted(context, 0, modules.encoder(), modules.projections(), trainable);
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Initializer init =
        hyper.init() == Init.KAIMING
            ? Initializer.kaimingUniform()
            : Initializer.normal(1.0 / hyper.rank());
    AdaptContext.Retrained biases =
        context.retrain(p -> hyper.bias() == Bias.ALL && p.name().endsWith(".bias"));
    Map<Projection, LowRank> pairs =
        LowRank.create(context, hyper.rank(), hyper.scale(), hyper.targets(), init);
    List<Parameter> trainable = new ArrayList<>(LowRank.parameters(pairs));
    trainable.addAll(biases.trainable());
    return new Adapted(context, hyper.dropout(), biases.encoder(), pairs, List.copyOf(trainable));
  }

  private record Adapted(
      AdaptContext context,
      double dropout,
      Encoder encoder,
      Map<Projection, LowRank> pairs,
      List<Parameter> trainable)
      implements Adaptation {

    @Override
    public Hooks hooks() {
      return new Hooks() {
        @Override
        public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
          LowRank pair = pairs.get(at);
          return pair == null ? y : pair.addTo(y, x.dropout(dropout));
        }
      };
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(
          context.withChanged(
              encoder,
              pairs.keySet(),
              (at, copy) -> pairs.get(at).addTo(copy.weight().value(), context.kernels())));
    }

    /** PEFT wraps an adapted module, so that the path of its bias is another. */
    @Override
    public List<StoredTensor> stored() {
      Set<String> wrapped = pairs.keySet().stream().map(Projection::path).collect(toSet());
      return trainable.stream()
          .map(
              p -> {
                String path = p.name().replaceFirst("\\.bias$", "");
                String name = wrapped.contains(path) ? path + ".base_layer.bias" : p.name();
                return StoredTensor.of(StoredTensor.PEFT + name, p);
              })
          .toList();
    }
  }
}
