package peftlab.method;

import java.util.Optional;

/**
 * A way to fit a trained model to a task by training few parameters.
 *
 * <p>A new method is one class that implements this, one line in {@code
 * META-INF/services/peftlab.method.PeftMethod}, and one card {@code methods/<id>.md}.
 *
 * @param <H> a record of this method's hyperparameters, named as its card names them ({@code
 *     teacherLr} for {@code teacher_lr}); its constructor throws {@link IllegalArgumentException}
 *     for values that make no sense
 */
public interface PeftMethod<H extends Record> {
  /** The name that experiments, results and the card use. */
  String id();

  /** The record that settings are read into. */
  Class<H> hyperparameters();

  /**
   * Puts fresh parameters around the base model, whose own values it never changes.
   *
   * @throws IllegalArgumentException where the hyperparameters do not fit the model
   */
  Adaptation adapt(AdaptContext context, H hyper);

  /** The adaptation that {@link Adaptation#stored} described, ready to answer but not to train. */
  default Adaptation restore(AdaptContext context, H hyper, StoredValues stored) {
    Adaptation adaptation = adapt(context, hyper);
    stored.fill(adaptation.stored());
    return adaptation;
  }

  /** Its format in the files of Hugging Face PEFT; none where PEFT does not have the method. */
  default Optional<PeftFormat<H>> peftFormat() {
    return Optional.empty();
  }
}
