package peftlab.method;

import java.util.List;
import java.util.function.Function;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.peft.AdaptContext;
import peftlab.peft.Adaptation;
import peftlab.peft.StoredTensor;
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

  /**
   * Vectors that are trained themselves.
   *
   * @param before where each stands; see {@link Hooks.Sequence#insert}
   */
  InsertedPrompt(AdaptContext context, int[] before, Parameter vectors) {
    this.context = context;
    this.before = before;
    this.trainable = List.of(vectors);
    this.vectors = tape -> vectors;
    this.kept = vectors;
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
    this.kept =
        context.createFrozen(
            "prompt_embeddings",
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
  public Sequence embedded(Sequence words) {
    return words.insert(vectors.apply(words.hidden().tape()), before);
  }

  /** One tensor, whatever made it. */
  @Override
  public List<StoredTensor> stored() {
    if (!kept.trainable()) {
      context.compute(vectors, kept);
    }
    return List.of(StoredTensor.of("prompt_embeddings", kept));
  }
}
