package peftlab.peft;

import peftlab.nn.PackedTokens;
import peftlab.tensor.Matrix;

/** A model that was fine-tuned on the task before, for students to learn from. */
public interface Teacher {
  /** Its answer to a batch; the matrices are valid until the next call. */
  Answer answer(PackedTokens tokens);

  /**
   * What a teacher says.
   *
   * @param logits {@code [sequences, classes]}
   * @param hidden last hidden states, {@code [tokens, width]}
   */
  record Answer(Matrix logits, Matrix hidden) {}
}
