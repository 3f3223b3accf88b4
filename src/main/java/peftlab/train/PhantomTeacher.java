package peftlab.train;

import peftlab.nn.Encoder;
import peftlab.peft.Teacher;
import peftlab.tensor.Arena;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.PhantomKernels;

/** Stands for a fine-tuned teacher where nothing is computed. */
public final class PhantomTeacher {
  private PhantomTeacher() {}

  /** A teacher whose answers are matrices of the right shape and no values. */
  public static Teacher of(Encoder encoder, int classes) {
    Arena arena = new Arena(new PhantomKernels());
    int width = encoder.config().width();
    return tokens ->
        new Teacher.Answer(
            arena.allocate(MemoryCategory.ACTIVATIONS, tokens.sequences(), classes),
            arena.allocate(MemoryCategory.ACTIVATIONS, tokens.count(), width));
  }
}
