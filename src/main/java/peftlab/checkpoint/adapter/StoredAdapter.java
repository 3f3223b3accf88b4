package peftlab.checkpoint.adapter;

import java.io.Closeable;
import peftlab.checkpoint.Checkpoint;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;

/** A trained adapter of files: one folder, or a weighted sum of several. */
public interface StoredAdapter extends Closeable {
  /** The classification head that was trained with the adapter. */
  TaskHead head();

  /**
   * Whether the model was told which text of a pair a token belongs to. PEFT does not tell it where
   * virtual tokens are trained for features, whatever it is given.
   */
  boolean tokenTypes();

  /** Whether it changes the base's pooler, even where pooling does without it. */
  boolean changesPooler();

  /**
   * The base with those tensors replaced that the adapter replaces. Closing it closes the base, not
   * this adapter, which it reads from.
   *
   * @throws peftlab.InputException where the adapter does not fit the base
   */
  Checkpoint onto(Checkpoint base);

  /**
   * The adaptation that the files hold.
   *
   * @param context of an encoder of what {@link #onto} gives
   * @throws peftlab.InputException where hyperparameters, tensors and base do not fit together
   */
  Adaptation restore(AdaptContext context);

  @Override
  void close();
}
