package peftlab.methods;

import java.util.Optional;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.StoredValues;

/**
 * Deep prompts: trained keys and values in every layer, with dropout on them (Liu et al., arXiv
 * 2110.07602).
 */
public final class PTuningV2 implements PeftMethod<PTuningV2.Hyper> {
  /** The first values of what is trained. */
  public enum Init {
    /** N(0, 0.02), as the authors' code: transformers draws what a checkpoint lacks so. */
    OFFICIAL(DeepPrompt.Start.SMALL),
    /** N(0, 1), as Hugging Face PEFT draws a prefix. */
    PEFT(DeepPrompt.Start.UNIT);

    private final DeepPrompt.Start start;

    Init(DeepPrompt.Start start) {
      this.start = start;
    }
  }

  /**
   * See {@code methods/p-tuning-v2.md}.
   *
   * @param length number of trained keys and values
   * @param dropout of the keys and values, in [0, 1)
   * @param projection whether a two-layer network makes them
   * @param hidden inner width of that network
   * @param init first values of what is trained
   */
  public record Hyper(int length, double dropout, boolean projection, int hidden, Init init) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "length", length);
      Require.rate("dropout", dropout);
      Require.atLeast(1, "hidden", hidden);
      Require.chosen(Init.class, "init", init);
    }
  }

  @Override
  public String id() {
    return "p-tuning-v2";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  /** A prefix of PEFT, and read back as one: what differs ends with training. */
  @Override
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(DeepPrompt.format(false, Hyper::length, Hyper::projection, Hyper::hidden));
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    return hyper.projection()
        ? DeepPrompt.afterProjection(
            context, hyper.length(), hyper.hidden(), hyper.init().start, hyper.dropout())
        : DeepPrompt.flat(context, hyper.length(), hyper.init().start, hyper.dropout());
  }

  @Override
  public Adaptation restore(AdaptContext context, Hyper hyper, StoredValues stored) {
    return DeepPrompt.restored(context, hyper.length(), hyper.dropout(), stored);
  }
}
