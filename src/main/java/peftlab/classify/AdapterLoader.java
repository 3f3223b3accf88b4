package peftlab.classify;

import peftlab.checkpoint.adapter.StoredAdapter;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.Teachers;
import peftlab.nn.Encoder;
import peftlab.tensor.Arena;
import peftlab.tensor.PhantomKernels;
import peftlab.tensor.Randomness;

/** Lets methods take back what a file keeps of them. */
final class AdapterLoader {
  private AdapterLoader() {}

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
  static Adaptation restore(StoredAdapter stored, AdaptContext context) {
    try (Arena counted = new Arena(new PhantomKernels())) {
      Encoder phantom = Encoder.blank(context.base().config(), counted);
      stored.restore(context(phantom, counted));
    }
    return stored.restore(context);
  }
}
