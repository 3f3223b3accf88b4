package peftlab.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import peftlab.InputException;
import peftlab.tensor.Arena;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * A BERT encoder (Devlin et al., arXiv 1810.04805): post-norm residuals, erf GELU, learned
 * positions, token types; over packed sequences.
 *
 * <p>It holds parameters and no state: any number of trials may run one encoder at once, each on
 * its own tape.
 */
public final class Encoder {
  private final EncoderConfig config;
  private final Map<String, Parameter> parameters;
  private final List<EncoderLayer> layers = new ArrayList<>();

  /**
   * An encoder of these parameters.
   *
   * @param parameters every one that {@link BertParameters#shapes} names, in any order
   */
  public Encoder(EncoderConfig config, Map<String, Parameter> parameters) {
    this.config = config;
    this.parameters = new LinkedHashMap<>();
    BertParameters.shapes(config)
        .forEach(
            (name, shape) -> {
              Parameter parameter = parameters.get(name);
              if (parameter == null || !Arrays.equals(parameter.shape(), shape)) {
                throw new IllegalArgumentException(
                    "expected " + name + " " + Arrays.toString(shape) + ", found " + parameter);
              }
              this.parameters.put(name, parameter);
            });
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(new EncoderLayer(config, layer, this::parameter));
    }
  }

  /**
   * An encoder whose parameters have their shapes and no values yet; on phantom kernels, one to
   * count with.
   *
   * @param arena counts the weights as frozen ones
   */
  public static Encoder blank(EncoderConfig config, Arena arena) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    BertParameters.shapes(config)
        .forEach(
            (name, shape) -> {
              int rows = shape.length == 1 ? 1 : Math.toIntExact(shape[0]);
              int columns = Math.toIntExact(shape[shape.length - 1]);
              Matrix value = arena.allocate(MemoryCategory.FROZEN, rows, columns);
              parameters.put(name, new Parameter(name, shape, value, false));
            });
    return new Encoder(config, parameters);
  }

  /** The sizes. */
  public EncoderConfig config() {
    return config;
  }

  /** All parameters in the order of the forward pass. */
  public List<Parameter> parameters() {
    return List.copyOf(parameters.values());
  }

  /** The parameter with that name. */
  public Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("this encoder has no parameter " + name);
    }
    return parameter;
  }

  /** The projection at that place. */
  public Linear projection(Projection at) {
    return layers.get(at.layer()).projection(at.role());
  }

  /** The projections that compute {@code roles}, layer by layer. */
  public List<Projection> projections(Set<Projection.Role> roles) {
    List<Projection> places = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection.Role role : Projection.Role.values()) {
        if (roles.contains(role)) {
          places.add(new Projection(layer, role));
        }
      }
    }
    return places;
  }

  /** The same encoder with some parameters replaced; the rest is shared. */
  public Encoder with(Function<Parameter, Parameter> replacement) {
    Map<String, Parameter> replaced = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> replaced.put(name, replacement.apply(parameter)));
    return new Encoder(config, replaced);
  }

  /**
   * Encodes a batch.
   *
   * @param dropout rate of every dropout, applied where the tape is training
   */
  public Encoded forward(Tape tape, PackedTokens tokens, Hooks hooks, double dropout) {
    Hooks pass = hooks.startPass(tape);
    Hooks.Sequence input;
    try (Tape.Scope scope = tape.scope()) {
      Tensor words = tape.select(tokens.ids(), parameter("embeddings.word_embeddings.weight"));
      Hooks.Sequence sequence = pass.afterEmbedding(new Hooks.Sequence(words, Layout.of(tokens)));
      checkPositions(sequence.layout());
      Tensor hidden =
          sequence
              .hidden()
              .plusRows(
                  sequence.layout().positions(),
                  parameter("embeddings.position_embeddings.weight"));
      if (config.types() > 0) {
        hidden =
            hidden.plusRows(
                sequence.layout().types(), parameter("embeddings.token_type_embeddings.weight"));
      }
      hidden =
          hidden
              .dropoutResidualLayerNorm(
                  0,
                  null,
                  parameter("embeddings.LayerNorm.weight"),
                  parameter("embeddings.LayerNorm.bias"),
                  config.epsilon())
              .dropout(dropout);
      input = new Hooks.Sequence(scope.keep(hidden), sequence.layout());
    }
    Tensor hidden = input.hidden();
    for (EncoderLayer layer : layers) {
      hidden = layer.forward(hidden, input.layout(), pass, dropout);
    }
    return new Encoded(hidden, input.layout());
  }

  private void checkPositions(Layout layout) {
    int last = Arrays.stream(layout.positions()).max().orElse(-1);
    if (last >= config.positions()) {
      throw new InputException(
          "a sequence needs %d positions, virtual tokens included, but the model has %d: lower the"
                  .formatted(last + 1, config.positions())
              + " maximum length or the number of virtual tokens");
    }
  }

  /**
   * What an encoder makes of a batch.
   *
   * @param hidden {@code [rows, width]}, the last layer's output
   * @param layout of the rows
   */
  public record Encoded(Tensor hidden, Layout layout) {}
}
