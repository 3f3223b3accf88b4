package peftlab.nn;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import peftlab.nn.Projection.Role;
import peftlab.tensor.Activation;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/** One transformer layer: self-attention and feed-forward, each with residual and layer norm. */
final class EncoderLayer {
  private final EncoderConfig config;
  private final int layer;
  private final Map<Role, Linear> projections = new EnumMap<>(Role.class);
  private final Map<Sublayer.Kind, Parameter> gammas = new EnumMap<>(Sublayer.Kind.class);
  private final Map<Sublayer.Kind, Parameter> betas = new EnumMap<>(Sublayer.Kind.class);

  EncoderLayer(EncoderConfig config, int layer, Function<String, Parameter> parameters) {
    this.config = config;
    this.layer = layer;
    for (Role role : Role.values()) {
      String path = new Projection(layer, role).path();
      projections.put(
          role, new Linear(parameters.apply(path + ".weight"), parameters.apply(path + ".bias")));
    }
    for (Sublayer.Kind kind : Sublayer.Kind.values()) {
      String path = new Sublayer(layer, kind).path() + ".LayerNorm";
      gammas.put(kind, parameters.apply(path + ".weight"));
      betas.put(kind, parameters.apply(path + ".bias"));
    }
  }

  Linear projection(Role role) {
    return projections.get(role);
  }

  /** {@code x [rows, width]} to the same shape. */
  Tensor forward(Tensor x, Layout layout, Hooks hooks, double dropout) {
    Tape tape = x.tape();
    try (Tape.Scope scope = tape.scope()) {
      Tensor attended = attention(x, layout, hooks, dropout);
      Tensor middle = addAndNorm(Sublayer.Kind.ATTENTION, x, attended, hooks, dropout);
      Tensor up = project(Role.UP, middle, hooks).activate(Activation.GELU);
      Tensor down = project(Role.DOWN, up, hooks);
      return scope.keep(addAndNorm(Sublayer.Kind.FEED_FORWARD, middle, down, hooks, dropout));
    }
  }

  private Tensor attention(Tensor x, Layout layout, Hooks hooks, double dropout) {
    Tensor queries = project(Role.QUERY, x, hooks);
    Tensor keys = project(Role.KEY, x, hooks);
    Tensor values = project(Role.VALUE, x, hooks);
    Hooks.KeysAndValues kv =
        hooks.beforeAttention(layer, new Hooks.KeysAndValues(keys, values, layout.packing()));
    Tensor context = queries.attend(kv.keys(), kv.values(), kv.packing(), config.heads(), dropout);
    return project(Role.OUTPUT, context, hooks);
  }

  private Tensor project(Role role, Tensor input, Hooks hooks) {
    Projection at = new Projection(layer, role);
    Tensor x = hooks.beforeProjection(at, input);
    return hooks.afterProjection(at, x, projections.get(role).apply(x));
  }

  private Tensor addAndNorm(
      Sublayer.Kind kind, Tensor input, Tensor output, Hooks hooks, double dropout) {
    Sublayer at = new Sublayer(layer, kind);
    Tensor changed = hooks.beforeResidual(at, input, () -> output.dropout(dropout));
    return (changed == null ? output : changed)
        .dropoutResidualLayerNorm(
            changed == null ? dropout : 0,
            input,
            gammas.get(kind),
            betas.get(kind),
            config.epsilon());
  }
}
