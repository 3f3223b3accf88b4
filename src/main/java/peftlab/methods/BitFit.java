package peftlab.methods;

import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;

/** Trains the biases alone (Ben Zaken et al., arXiv 2106.10199). */
public final class BitFit implements PeftMethod<BitFit.Hyper> {
  /** BitFit has no hyperparameters. */
  public record Hyper() {}

  @Override
  public String id() {
    return "bitfit";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    return context.retrain(parameter -> parameter.name().endsWith(".bias"));
  }
}
