package peftlab.methods;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.InputException;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;
import peftlab.method.StoredTensor;
import peftlab.method.StoredValues;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * LoRA that, after a pre-launch, also trains the coordinates of the change along the base weight's
 * own singular directions that LoRA moved most (Si et al., LoRA-Dash, arXiv 2409.01035): {@code y +
 * α/r·x·Aᵀ·Bᵀ + x·(Us·diag(g)·Vs)ᵀ}.
 */
public final class LoraDash implements PeftMethod<LoraDash.Hyper> {
  /**
   * See {@code methods/lora-dash.md}.
   *
   * @param rank of the product
   * @param alpha numerator of the scale
   * @param targets adapted projections
   * @param dropout of the branch's input, in [0, 1)
   * @param directions trained for each projection
   * @param prelaunch optimizer steps before the directions are chosen; below 1 a share of the run
   */
  public record Hyper(
      int rank,
      double alpha,
      Set<Projection.Role> targets,
      double dropout,
      int directions,
      double prelaunch) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "rank", rank);
      Require.positive("alpha", alpha);
      Require.some("targets", targets);
      Require.rate("dropout", dropout);
      Require.atLeast(1, "directions", directions);
      Require.positive("prelaunch", prelaunch);
      if (prelaunch >= 1 && prelaunch != Math.rint(prelaunch)) {
        throw new IllegalArgumentException(
            "prelaunch must be whole steps or a share of the run below 1, not " + prelaunch);
      }
    }

    /** The step after which the directions are chosen, in a run of {@code steps}. */
    int switchStep(int steps) {
      return (int) Math.max(1, Math.round(prelaunch < 1 ? prelaunch * steps : prelaunch));
    }
  }

  @Override
  public String id() {
    return "lora-dash";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    int steps = context.steps();
    if (steps > 0 && hyper.switchStep(steps) >= steps) {
      throw new IllegalArgumentException(
          "a prelaunch of %d steps leaves none of the run's %d to train its directions"
              .formatted(hyper.switchStep(steps), steps));
    }
    return create(context, hyper);
  }

  @Override
  public Adaptation restore(AdaptContext context, Hyper hyper, StoredValues stored) {
    Adapted adaptation = create(context, hyper);
    stored.fill(adaptation.stored());
    adaptation.switched = true;
    return adaptation;
  }

  private static Adapted create(AdaptContext context, Hyper hyper) {
    Map<Projection, LowRank> pairs =
        LowRank.create(
            context,
            hyper.rank(),
            hyper.alpha() / hyper.rank(),
            hyper.targets(),
            Initializer.kaimingUniform());
    Map<Projection, Directions> directions = new LinkedHashMap<>();
    for (Projection at : pairs.keySet()) {
      directions.put(
          at, Directions.create(context, at, context.base().projection(at), hyper.directions()));
    }
    return new Adapted(context, hyper, pairs, directions);
  }

  private static final class Adapted implements Adaptation {
    private final AdaptContext context;
    private final Hyper hyper;
    private final Map<Projection, LowRank> pairs;
    private final Map<Projection, Directions> directions;
    private int steps;
    private boolean switched;

    Adapted(
        AdaptContext context,
        Hyper hyper,
        Map<Projection, LowRank> pairs,
        Map<Projection, Directions> directions) {
      this.context = context;
      this.hyper = hyper;
      this.pairs = pairs;
      this.directions = directions;
    }

    @Override
    public Encoder encoder() {
      return context.base();
    }

    @Override
    public List<Parameter> trainable() {
      List<Parameter> all = new ArrayList<>(LowRank.parameters(pairs));
      if (switched) {
        directions.values().forEach(d -> all.add(d.g()));
      }
      return List.copyOf(all);
    }

    @Override
    public boolean stepped(int step) {
      steps = step;
      if (switched || step < hyper.switchStep(context.steps())) {
        return false;
      }
      directions.forEach((at, d) -> d.choose(context.base().projection(at), pairs.get(at)));
      switched = true;
      return true;
    }

    @Override
    public void finished() {
      if (!switched || steps == hyper.switchStep(context.steps())) {
        throw new InputException(
            "method 'lora-dash': the run ended after %d steps, its prelaunch takes %d: train longer"
                    .formatted(steps, hyper.switchStep(context.steps()))
                + " or lower prelaunch");
      }
    }

    @Override
    public Hooks hooks() {
      return new Hooks() {
        @Override
        public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
          LowRank pair = pairs.get(at);
          if (pair == null) {
            return y;
          }
          Tensor dropped = x.dropout(hyper.dropout());
          Tensor z = pair.addTo(y, dropped);
          return switched ? directions.get(at).addTo(z, dropped) : z;
        }
      };
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(
          context.withChanged(
              context.base(),
              pairs.keySet(),
              (at, copy) -> {
                pairs.get(at).addTo(copy.weight().value(), context.kernels());
                if (switched) {
                  directions.get(at).addTo(copy.weight(), context);
                }
              }));
    }

    /** Directions and their coordinates too: the former cannot be found again without the run. */
    @Override
    public List<StoredTensor> stored() {
      List<StoredTensor> all = new ArrayList<>();
      LowRank.parameters(pairs).forEach(p -> all.add(StoredTensor.of(p)));
      directions.values().forEach(d -> d.parameters().forEach(p -> all.add(StoredTensor.of(p))));
      return all;
    }
  }
}
