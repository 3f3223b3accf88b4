package peftlab.methods;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Linear;
import peftlab.nn.Sublayer;
import peftlab.tensor.Activation;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * Small two-layer networks inside every transformer layer: {@code h + up(f(down(h)))} (Houlsby et
 * al., arXiv 1902.00751).
 */
public final class BottleneckAdapter implements PeftMethod<BottleneckAdapter.Hyper> {
  private static final double DEVIATION = 1e-3;
  private static final double PARALLEL_SCALE = 4;

  /** Where the modules sit. */
  public enum Placement {
    /** After both sublayers of every layer (Houlsby et al.). */
    HOULSBY,
    /** After the feed-forward sublayer alone (Pfeiffer et al., arXiv 2005.00247). */
    PFEIFFER,
    /** Beside the feed-forward sublayer, from its input (He et al., arXiv 2110.04366). */
    PARALLEL
  }

  /**
   * See {@code methods/adapter.md}.
   *
   * @param bottleneck inner width
   * @param placement where the modules sit
   * @param activation between the two layers
   * @param norms whether the base's layer norms are trained as well
   */
  public record Hyper(int bottleneck, Placement placement, Activation activation, boolean norms) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "bottleneck", bottleneck);
      Require.chosen(Placement.class, "placement", placement);
      Require.chosen(Activation.class, "activation", activation);
    }
  }

  private record Module(Linear down, Linear up) {
    List<Parameter> parameters() {
      return List.of(down.weight(), down.bias(), up.weight(), up.bias());
    }
  }

  @Override
  public String id() {
    return "adapter";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    AdaptContext.Retrained norms =
        context.retrain(p -> hyper.norms() && p.name().contains("LayerNorm"));
    Map<Sublayer, Module> modules = new LinkedHashMap<>();
    List<Parameter> trainable = new ArrayList<>();
    for (int layer = 0; layer < context.base().config().layers(); layer++) {
      for (Sublayer.Kind kind : Sublayer.Kind.values()) {
        if (kind == Sublayer.Kind.FEED_FORWARD || hyper.placement() == Placement.HOULSBY) {
          Sublayer at = new Sublayer(layer, kind);
          int width = context.base().config().width();
          Module module = module(context, at.path() + ".adapter.", width, hyper);
          modules.put(at, module);
          trainable.addAll(module.parameters());
        }
      }
    }
    trainable.addAll(norms.trainable());
    return new Adapted(hyper, norms.encoder(), modules, List.copyOf(trainable));
  }

  /** Parallel modules start as He et al.'s code has it, at the base; others very near it. */
  private static Module module(AdaptContext context, String path, int width, Hyper hyper) {
    boolean parallel = hyper.placement() == Placement.PARALLEL;
    Initializer small = Initializer.truncatedNormal(DEVIATION);
    Initializer ofDown = parallel ? Initializer.kaimingUniform() : small;
    Initializer ofUp = parallel ? Initializer.zeros() : small;
    return new Module(
        linear(context, path + "down", ofDown, width, hyper.bottleneck()),
        linear(context, path + "up", ofUp, hyper.bottleneck(), width));
  }

  private static Linear linear(
      AdaptContext context, String path, Initializer ofWeight, int inputs, int outputs) {
    return new Linear(
        context.create(path + ".weight", ofWeight, outputs, inputs),
        context.create(path + ".bias", Initializer.zeros(), outputs));
  }

  private record Adapted(
      Hyper hyper, Encoder encoder, Map<Sublayer, Module> modules, List<Parameter> trainable)
      implements Adaptation, Hooks {

    @Override
    public Hooks hooks() {
      return this;
    }

    @Override
    public Tensor beforeResidual(Sublayer at, Tensor input, Supplier<Tensor> output) {
      Module module = modules.get(at);
      if (module == null) {
        return null;
      }
      Tensor h = output.get();
      if (hyper.placement() == Placement.PARALLEL) {
        return h.plus(change(module, input).times(PARALLEL_SCALE));
      }
      return h.plus(change(module, h));
    }

    private Tensor change(Module module, Tensor x) {
      Tensor inner = module.down().apply(x).activate(hyper.activation()); // [tokens, bottleneck]
      return module.up().apply(inner);
    }
  }
}
