package peftlab.methods;

import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.StoredValues;
import peftlab.nn.Encoder;
import peftlab.tensor.Initializer;
import peftlab.tensor.Matrix;

/** Trains vectors that stand before the words of every sequence (Lester et al., 2104.08691). */
public final class PromptTuning implements PeftMethod<PromptTuning.Hyper> {
  private static final double BOUND = 0.5;

  /** How the vectors are drawn. */
  public enum Init {
    /** U(±0.5), as the paper has it. */
    RANDOM,
    /** Embeddings of tokens drawn from the vocabulary. */
    VOCABULARY,
    /** Embeddings of a text's tokens, cut or repeated to the length. */
    TEXT
  }

  /**
   * See {@code methods/prompt.md}.
   *
   * @param length number of vectors
   * @param init how they are drawn
   * @param text used where init is text
   */
  public record Hyper(int length, Init init, String text) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "length", length);
      Require.chosen(Init.class, "init", init);
      if (init == Init.TEXT && (text == null || text.isBlank())) {
        throw new IllegalArgumentException("init text needs a text");
      }
    }
  }

  @Override
  public String id() {
    return "prompt";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(
        new VirtualTokens<>(
            "PROMPT_TUNING",
            true,
            Hyper::length,
            (hyper, model) -> Optional.of(Map.of("prompt_tuning_init", "RANDOM")),
            InsertedPrompt::read));
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Initializer init =
        switch (hyper.init()) {
          case RANDOM -> Initializer.uniform(BOUND);
          case VOCABULARY -> vocabulary(context.base());
          case TEXT -> text(context, hyper.text());
        };
    return InsertedPrompt.create(
        context,
        "prompt_encoder.embedding.weight",
        InsertedPrompt.atStart(context, hyper.length()),
        init);
  }

  @Override
  public Adaptation restore(AdaptContext context, Hyper hyper, StoredValues stored) {
    return InsertedPrompt.restored(
        context, InsertedPrompt.atStart(context, hyper.length()), stored);
  }

  private static Initializer vocabulary(Encoder base) {
    return (values, shape, random) ->
        embed(base, values, i -> random.nextInt(base.config().vocabulary()));
  }

  private static Initializer text(AdaptContext context, String text) {
    int[] ids = context.tokenIds(text);
    if (ids.length == 0) {
      throw new IllegalArgumentException("text '" + text + "' has no tokens");
    }
    return (values, shape, random) -> embed(context.base(), values, i -> ids[i % ids.length]);
  }

  private static void embed(Encoder base, float[] values, IntUnaryOperator tokens) {
    Matrix table = base.parameter("embeddings.word_embeddings.weight").value();
    int width = table.columns();
    for (int i = 0; i < values.length / width; i++) {
      int id = tokens.applyAsInt(i);
      System.arraycopy(table.rowRange(id, id + 1).toFloats(), 0, values, i * width, width);
    }
  }
}
