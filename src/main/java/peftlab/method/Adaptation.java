package peftlab.method;

import java.util.List;
import java.util.Optional;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/** One method applied to one model. */
public interface Adaptation {
  /** The encoder to run: the base, or one that shares its frozen parameters. */
  Encoder encoder();

  /** Exactly the parameters that training may change, the classification head aside. */
  List<Parameter> trainable();

  /** The changes to the forward pass while training and evaluating. */
  default Hooks hooks() {
    return Hooks.NONE;
  }

  /** Virtual tokens and prefix positions that every sequence is lengthened by. */
  default int extraPositions() {
    return 0;
  }

  /** Turns the task's loss into the one to minimise. */
  default Tensor objective(Objective objective) {
    return objective.taskLoss();
  }

  /** Called before the first step, and before anything is timed. */
  default void started() {}

  /**
   * Called after each optimizer step, counted from 1; returns whether {@link #trainable} changed.
   */
  default boolean stepped(int step) {
    return false;
  }

  /** Called after the last step; throws where the run was too short for the method. */
  default void finished() {}

  /**
   * What a file keeps of it; the trained parameters, unless training needs more than inference.
   *
   * <p>Where Hugging Face PEFT has the method, names and shapes are those of its adapter files.
   */
  default List<StoredTensor> stored() {
    return trainable().stream().map(StoredTensor::of).toList();
  }

  /**
   * A plain encoder with the same outputs, if the method can fold itself into copies of the base's
   * weights.
   */
  default Optional<Encoder> merged() {
    return Optional.empty();
  }

  /**
   * What a loss can be made of.
   *
   * @param tokens of the batch
   * @param encoded what the encoder made of them
   * @param logits {@code [sequences, classes]}
   * @param taskLoss mean cross entropy, {@code [1, 1]}
   */
  record Objective(PackedTokens tokens, Encoder.Encoded encoded, Tensor logits, Tensor taskLoss) {}
}
