package peftlab.methods;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFormat;
import peftlab.method.StoredTensor;
import peftlab.method.StoredValues;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.tensor.Activation;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * Trained keys and values before those of every sequence in every layer: what prefix tuning and
 * P-Tuning v2 share.
 *
 * <p>All of them are one tensor {@code [length, 2·layers·width]} as Hugging Face PEFT has it: block
 * {@code 2l} of a row holds layer l's keys, block {@code 2l+1} its values. Dropout, where there is
 * any, draws a mask for every sequence, as P-Tuning v2's official code does.
 */
final class DeepPrompt implements Adaptation, Hooks {
  private static final String MODULE = "prompt_encoder.";

  private final AdaptContext context;
  private final int length;
  private final double dropout;
  private final List<Parameter> trainable;
  private final Function<Tape, Tensor> keysAndValues;
  private final Parameter kept;

  private DeepPrompt(
      AdaptContext context,
      double dropout,
      List<Parameter> trainable,
      Function<Tape, Tensor> keysAndValues,
      Parameter kept) {
    this.context = context;
    this.length = kept.rows();
    this.dropout = dropout;
    this.trainable = trainable;
    this.keysAndValues = keysAndValues;
    this.kept = kept;
  }

  /** The first values of what is trained. */
  enum Start {
    /** Vectors N(0, 1), linear layers as PyTorch draws them: Hugging Face PEFT's prefix. */
    UNIT,
    /**
     * Vectors and weights N(0, 0.02), biases zero: transformers draws every module that a
     * checkpoint lacks as BERT's own, so also the modules of P-Tuning v2's official code.
     */
    SMALL;

    private static final double BERT = 0.02;

    private Initializer vectors() {
      return Initializer.normal(this == UNIT ? 1 : BERT);
    }

    private Dense dense(AdaptContext context, String path, int inputs, int outputs) {
      return this == UNIT
          ? Dense.create(context, path, inputs, outputs)
          : Dense.create(
              context, path, inputs, outputs, Initializer.normal(BERT), Initializer.zeros());
    }
  }

  /** Keys and values that are trained themselves. */
  static DeepPrompt flat(AdaptContext context, int length, Start start, double dropout) {
    Require.fits(length, context.base().config().positions());
    Parameter flat =
        context.create(MODULE + "embedding.weight", start.vectors(), length, columns(context));
    return new DeepPrompt(context, dropout, List.of(flat), tape -> tape.read(flat), flat);
  }

  /** Keys and values that {@code linear(tanh(linear(embedding)))} makes. */
  static DeepPrompt afterProjection(
      AdaptContext context, int length, int hidden, Start start, double dropout) {
    Require.fits(length, context.base().config().positions());
    int width = context.base().config().width();
    Parameter embedding =
        context.create(MODULE + "embedding.weight", start.vectors(), length, width);
    Dense first = start.dense(context, MODULE + "transform.0", width, hidden);
    Dense second = start.dense(context, MODULE + "transform.2", hidden, columns(context));
    Parameter kept =
        context.createFrozen(VirtualTokens.TENSOR, Initializer.zeros(), length, columns(context));
    return new DeepPrompt(
        context,
        dropout,
        Dense.parameters(embedding, first, second),
        tape -> second.apply(first.apply(tape.read(embedding)).activate(Activation.TANH)),
        kept);
  }

  /** Keys and values that {@link #stored} described. */
  static DeepPrompt restored(
      AdaptContext context, int length, double dropout, StoredValues stored) {
    DeepPrompt prompt = flat(context, length, Start.UNIT, dropout);
    stored.fill(prompt.stored());
    return prompt;
  }

  /**
   * How PEFT keeps them.
   *
   * @param reads whether its files are read as this method
   */
  static <H extends Record> PeftFormat<H> format(
      boolean reads, ToIntFunction<H> length, Predicate<H> projection, ToIntFunction<H> hidden) {
    return new VirtualTokens<>(
        "PREFIX_TUNING",
        reads,
        length,
        (hyper, model) ->
            Optional.of(
                Map.of(
                    "prefix_projection",
                    projection.test(hyper),
                    "encoder_hidden_size",
                    hidden.applyAsInt(hyper))),
        (context, file, tokens) -> restored(context, tokens, 0, file));
  }

  private static int columns(AdaptContext context) {
    return 2 * context.base().config().layers() * context.base().config().width();
  }

  @Override
  public Encoder encoder() {
    return context.base();
  }

  @Override
  public List<Parameter> trainable() {
    return trainable;
  }

  @Override
  public Hooks hooks() {
    return this;
  }

  @Override
  public int extraPositions() {
    return length;
  }

  @Override
  public Hooks startPass(Tape tape) {
    return new Pass(length, context.base().config().width(), keysAndValues.apply(tape), dropout);
  }

  /** One tensor, whatever made it. */
  @Override
  public List<StoredTensor> stored() {
    if (!kept.trainable()) {
      context.compute(keysAndValues, kept);
    }
    return List.of(StoredTensor.of(VirtualTokens.TENSOR, kept));
  }

  private record Pass(int length, int width, Tensor keysAndValues, double dropout)
      implements Hooks {
    @Override
    public Sequence afterEmbedding(Sequence words) {
      return words.shiftPositions(length);
    }

    @Override
    public KeysAndValues beforeAttention(int layer, KeysAndValues own) {
      int from = 2 * layer * width;
      Tensor keys = keysAndValues.columnRange(from, from + width);
      Tensor values = keysAndValues.columnRange(from + width, from + 2 * width);
      if (dropout == 0 || !keys.tape().training()) {
        return own.prepend(keys, values);
      }
      int[] copies =
          IntStream.range(0, own.packing().sequences() * length).map(i -> i % length).toArray();
      return own.prependEach(
          keys.select(copies).dropout(dropout), values.select(copies).dropout(dropout));
    }
  }
}
