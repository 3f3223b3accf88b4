package peftlab.train;

import peftlab.checkpoint.RestoredMethod;
import peftlab.nn.Encoder;
import peftlab.peft.AdaptContext;
import peftlab.peft.Adaptation;
import peftlab.peft.Hyperparameters;
import peftlab.peft.PeftMethod;
import peftlab.peft.PeftMethods;
import peftlab.peft.Teachers;
import peftlab.tensor.Arena;
import peftlab.tensor.PhantomKernels;
import peftlab.tensor.Randomness;

/** Lets methods take back what a file keeps of them. */
final class Restoration {
  private Restoration() {}

  /** A context without a run: nothing is drawn that counts, tokenized, or trained. */
  static AdaptContext context(Encoder base, Arena arena) {
    return new AdaptContext(
        base,
        arena,
        new Randomness(0),
        0,
        text -> {
          throw new IllegalStateException("nothing is tokenized to restore an adaptation");
        },
        Teachers.none("nothing is trained to restore an adaptation"));
  }

  /**
   * The adaptation that a file describes. It is first restored on memory that is only counted, so
   * that a file cannot make the process allocate what the file does not hold.
   *
   * @throws peftlab.InputException where hyperparameters, tensors and base do not fit together
   */
  static Adaptation restore(RestoredMethod stored, AdaptContext context) {
    PeftMethod<?> method = PeftMethods.named(stored.id());
    try (Arena counted = new Arena(new PhantomKernels())) {
      Encoder phantom = Encoder.blank(context.base().config(), counted);
      restore(method, stored, context(phantom, counted));
    }
    stored.tensors().requireAllTaken();
    return restore(method, stored, context);
  }

  private static Adaptation restore(
      PeftMethod<?> method, RestoredMethod stored, AdaptContext context) {
    return PeftMethods.restore(
        method, context, Hyperparameters.resolve(method, stored.hyper()), stored.tensors());
  }
}
