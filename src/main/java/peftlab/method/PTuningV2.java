package peftlab.method;

import peftlab.peft.AdaptContext;
import peftlab.peft.Adaptation;
import peftlab.peft.PeftMethod;
import peftlab.peft.StoredValues;

/**
 * Deep prompts: trained keys and values in every layer, with dropout on them (Liu et al., arXiv
 * 2110.07602).
 */
public final class PTuningV2 implements PeftMethod<PTuningV2.Hyper> {
  /**
   * See {@code methods/p-tuning-v2.md}.
   *
   * @param length number of trained keys and values
   * @param dropout of the keys and values, in [0, 1)
   * @param projection whether a two-layer network makes them
   * @param hidden inner width of that network
   */
  public record Hyper(int length, double dropout, boolean projection, int hidden) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "length", length);
      Require.rate("dropout", dropout);
      Require.atLeast(1, "hidden", hidden);
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

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    return hyper.projection()
        ? DeepPrompt.projected(context, hyper.length(), hyper.hidden(), hyper.dropout())
        : DeepPrompt.flat(context, hyper.length(), hyper.dropout());
  }

  @Override
  public Adaptation restore(AdaptContext context, Hyper hyper, StoredValues stored) {
    Adaptation adaptation = DeepPrompt.flat(context, hyper.length(), hyper.dropout());
    stored.fill(adaptation.stored());
    return adaptation;
  }
}
