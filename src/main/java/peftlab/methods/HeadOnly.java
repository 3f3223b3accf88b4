package peftlab.methods;

import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;

/** Trains nothing but the classification head: the control that every method must beat. */
public final class HeadOnly implements PeftMethod<HeadOnly.Hyper> {
  /** The head alone has no hyperparameters. */
  public record Hyper() {}

  @Override
  public String id() {
    return "head";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    return context.retrain(parameter -> false);
  }
}
