package peftlab.methods;

import java.util.List;
import java.util.function.Function;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFile;
import peftlab.method.StoredTensor;
import peftlab.method.StoredValues;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * Trained vectors among the word embeddings of every sequence: what prompt tuning and P-Tuning
 * share.
 */
final class InsertedPrompt implements Adaptation, Hooks {
  private final AdaptContext context;
  private final int[] before;
  private final List<Parameter> trainable;
  private final Function<Tape, Tensor> vectors;
  private final Parameter kept;
  private final boolean pooled; // as if they were tokens of the text

  private InsertedPrompt(AdaptContext context, int[] before, Parameter vectors, boolean pooled) {
    this.context = context;
    this.before = before;
    this.trainable = List.of(vectors);
    this.vectors = tape -> vectors;
    this.kept = vectors;
    this.pooled = pooled;
  }

  /**
   * Vectors that are trained themselves.
   *
   * @param before where each stands; see {@link Hooks.Sequence#insert}
   */
  static InsertedPrompt create(AdaptContext context, String name, int[] before, Initializer init) {
    int width = context.base().config().width();
    return new InsertedPrompt(
        context, before, context.create(name, init, before.length, width), false);
  }

  /**
   * Where so many vectors stand before the sequence.
   *
   * @throws IllegalArgumentException where they leave no position to the text
   */
  static int[] atStart(AdaptContext context, int length) {
    Require.fits(length, context.base().config().positions());
    return new int[length];
  }

  /** The vectors that {@link #stored} described. */
  static InsertedPrompt restored(AdaptContext context, int[] before, StoredValues stored) {
    InsertedPrompt prompt = create(context, VirtualTokens.TENSOR, before, Initializer.zeros());
    stored.fill(prompt.stored());
    return prompt;
  }

  /**
   * Vectors of PEFT, before the sequence. A classifier that PEFT trains with them reads the pooler
   * where the sequence begins, which is the first vector.
   */
  static InsertedPrompt read(AdaptContext context, PeftFile file, int length) {
    InsertedPrompt prompt = restored(context, atStart(context, length), file);
    return new InsertedPrompt(context, prompt.before, prompt.kept, file.holdsClassifier());
  }

  /** Vectors {@code [before.length, width]} that are computed from what is trained. */
  InsertedPrompt(
      AdaptContext context,
      int[] before,
      Function<Tape, Tensor> vectors,
      List<Parameter> trainable) {
    this.context = context;
    this.before = before;
    this.trainable = trainable;
    this.vectors = vectors;
    this.pooled = false;
    this.kept =
        context.createFrozen(
            VirtualTokens.TENSOR,
            Initializer.zeros(),
            before.length,
            context.base().config().width());
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
    return before.length;
  }

  @Override
  public Sequence afterEmbedding(Sequence words) {
    Sequence longer = words.insert(vectors.apply(words.hidden().tape()), before);
    return pooled ? new Sequence(longer.hidden(), longer.layout().allReal()) : longer;
  }

  /** One tensor, whatever made it. */
  @Override
  public List<StoredTensor> stored() {
    if (!kept.trainable()) {
      context.compute(vectors, kept);
    }
    return List.of(StoredTensor.of(VirtualTokens.TENSOR, kept));
  }
}
