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
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * Adds a product of two thin matrices to chosen projections: {@code y + α/r · dropout(x)·Aᵀ·Bᵀ} (Hu
 * et al., arXiv 2106.09685).
 */
public final class Lora implements PeftMethod<Lora.Hyper> {
  /** How A is drawn; B is always zero, so that training starts at the base model. */
  public enum Init {
    /** U(±1/√inputs), as loralib and Hugging Face PEFT have it. */
    KAIMING,
    /** N(0, 1/rank), as the paper's text and PEFT's option {@code gaussian} have it. */
    GAUSSIAN
  }

  /**
   * See {@code methods/lora.md}.
   *
   * @param rank of the product
   * @param alpha numerator of the scale
   * @param targets adapted projections
   * @param dropout of the branch's input, in [0, 1)
   * @param init how A is drawn
   */
  public record Hyper(
      int rank, double alpha, Set<Projection.Role> targets, double dropout, Init init) {
    /** Checks the values. */
    public Hyper {
      if (rank < 1) {
        throw new IllegalArgumentException("rank must be at least 1, not " + rank);
      }
      if (!(alpha > 0)) {
        throw new IllegalArgumentException("alpha must be positive, not " + alpha);
      }
      if (targets == null || targets.isEmpty()) {
        throw new IllegalArgumentException("targets must name at least one projection");
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("dropout must be in [0, 1), not " + dropout);
      }
      if (init == null) {
        throw new IllegalArgumentException("init must be kaiming or gaussian");
      }
    }
  }

  private record Factors(Parameter a, Parameter b) {}

  @Override
  public String id() {
    return "lora";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Map<Projection, Factors> factors = new LinkedHashMap<>();
    List<Parameter> trainable = new ArrayList<>();
    Initializer init =
        hyper.init() == Init.KAIMING
            ? Initializer.kaimingUniform()
            : Initializer.normal(1.0 / hyper.rank());
    for (int layer = 0; layer < context.base().config().layers(); layer++) {
      for (Projection.Role role : Projection.Role.values()) {
        if (!hyper.targets().contains(role)) {
          continue;
        }
        Projection at = new Projection(layer, role);
        Linear linear = context.base().projection(at);
        int largest = Math.min(linear.inputs(), linear.outputs());
        if (hyper.rank() > largest) {
          throw new IllegalArgumentException(
              "rank %d is above %d, the full rank of %s"
                  .formatted(hyper.rank(), largest, at.path()));
        }
        Parameter a =
            context.create(at.path() + ".lora_A.weight", init, hyper.rank(), linear.inputs());
        Parameter b =
            context.create(
                at.path() + ".lora_B.weight", Initializer.zeros(), linear.outputs(), hyper.rank());
        factors.put(at, new Factors(a, b));
        trainable.add(a);
        trainable.add(b);
      }
    }
    return new LowRank(context, hyper, factors, List.copyOf(trainable));
  }

  private record LowRank(
      AdaptContext context,
      Hyper hyper,
      Map<Projection, Factors> factors,
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

    private double scale() {
      return hyper.alpha() / hyper.rank();
    }

    @Override
    public Tensor projected(Projection at, Tensor x, Tensor y) {
      Factors f = factors.get(at);
      if (f == null) {
        return y;
      }
      Tensor low = x.dropout(hyper.dropout()).linear(f.a(), null); // [tokens, rank]
      return y.plusLinear(low, f.b(), scale());
    }

    @Override
    public Optional<Encoder> merged() {
      Map<String, Parameter> merged = new LinkedHashMap<>();
      factors.forEach(
          (at, f) -> {
            Parameter weight = context.frozenCopy(context.base().projection(at).weight());
            context
                .kernels()
                .multiply(false, f.b().value(), false, f.a().value(), scale(), 1, weight.value());
            merged.put(weight.name(), weight);
          });
      return Optional.of(context.base().with(p -> merged.getOrDefault(p.name(), p)));
    }
  }
}
