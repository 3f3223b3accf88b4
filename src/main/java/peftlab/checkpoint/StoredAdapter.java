package peftlab.checkpoint;

import java.io.Closeable;
import java.util.Optional;

/** A trained adapter of files: one folder, or a weighted sum of several. */
public interface StoredAdapter extends Closeable {
  /** The classification head that was trained with the adapter. */
  TaskHead head();

  /** The method to be restored on {@link #onto}'s checkpoint; none where all is folded in. */
  Optional<RestoredMethod> method();

  /**
   * Whether pooling takes the trained vectors for tokens: the classifier that PEFT trains with a
   * prompt reads the pooler where the sequence begins, which is the prompt's first vector.
   */
  boolean poolsPrompt();

  /**
   * Whether the model was told which text of a pair a token belongs to. PEFT does not tell it where
   * virtual tokens are trained for features, whatever it is given.
   */
  boolean tokenTypes();

  /**
   * The base with everything folded in that folds. Closing it closes the base, not this adapter,
   * which it reads from.
   *
   * @throws peftlab.InputException where the adapter does not fit the base
   */
  Checkpoint onto(Checkpoint base);

  @Override
  void close();
}
