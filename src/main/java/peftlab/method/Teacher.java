package peftlab.method;

import peftlab.nn.PackedTokens;
import peftlab.tensor.Matrix;

/** A model that was trained on the task before, for students to learn from. */
public interface Teacher {
  /** Its answer to a batch; the matrices are valid until the next call. */
  Answer answer(PackedTokens tokens);

  /** The method that trains teachers. */
  String METHOD = "full";

  /**
   * How a teacher is to be trained; all else is as the student has it.
   *
   * @param lr its learning rate; 0 for the student's
   */
  record Wanted(double lr) {}

  /**
   * What a teacher says.
   *
   * @param logits {@code [sequences, classes]}
   * @param hidden last hidden states, {@code [tokens, width]}
   */
  record Answer(Matrix logits, Matrix hidden) {}
}
