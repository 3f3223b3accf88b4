package peftlab.methods;

import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;

/** Trains every parameter of the encoder: the yardstick. */
public final class FullFineTuning implements PeftMethod<FullFineTuning.Hyper> {
  /** Full fine-tuning has no hyperparameters. */
  public record Hyper() {}

  @Override
  public String id() {
    return "full";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    return context.retrain(parameter -> true);
  }
}
