package peftlab.methods;

import java.util.Optional;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.StoredValues;

/**
 * Trained keys and values before those of every layer, with or without a network that makes them
 * while training (Li and Liang, arXiv 2101.00190).
 */
public final class PrefixTuning implements PeftMethod<PrefixTuning.Hyper> {
  /**
   * See {@code methods/prefix.md}.
   *
   * @param length number of trained keys and values
   * @param projection whether a two-layer network makes them
   * @param hidden inner width of that network
   */
  public record Hyper(int length, boolean projection, int hidden) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "length", length);
      Require.atLeast(1, "hidden", hidden);
    }
  }

  @Override
  public String id() {
    return "prefix";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(DeepPrompt.format(true, Hyper::length, Hyper::projection, Hyper::hidden));
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    return hyper.projection()
        ? DeepPrompt.afterProjection(
            context, hyper.length(), hyper.hidden(), DeepPrompt.Start.UNIT, 0)
        : DeepPrompt.flat(context, hyper.length(), DeepPrompt.Start.UNIT, 0);
  }

  @Override
  public Adaptation restore(AdaptContext context, Hyper hyper, StoredValues stored) {
    return DeepPrompt.restored(context, hyper.length(), 0, stored);
  }
}
