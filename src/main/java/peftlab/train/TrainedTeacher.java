package peftlab.train;

import java.util.List;
import peftlab.data.Example;
import peftlab.method.Teacher;
import peftlab.nn.PackedTokens;
import peftlab.tensor.Arena;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Tape;

/** A trained classifier that answers a student's batches. */
public final class TrainedTeacher implements Teacher {
  private final Classifier classifier;
  private final Arena arena;
  private Tape tape;

  /**
   * Takes over a classifier that has been trained, and gives back what only training needed.
   *
   * @param arena where the classifier lives; whoever made it closes it
   */
  public TrainedTeacher(Classifier classifier, Arena arena) {
    this.classifier = classifier;
    this.arena = arena;
    arena.free(MemoryCategory.GRADIENTS);
    arena.free(MemoryCategory.OPTIMIZER);
  }

  @Override
  public Answer answer(PackedTokens tokens) {
    forget();
    tape = Tape.inference(arena);
    Classifier.Output output = classifier.forward(tape, tokens, 0);
    Matrix hidden = output.encoded().hidden().value();
    return new Answer(output.logits().value(), hidden);
  }

  /** The class that it gives to each row; ends the last answer. */
  public int[] predictions(List<Example> rows) {
    forget();
    return Evaluator.predictions(new Evaluator(arena).logits(classifier, rows));
  }

  private void forget() {
    if (tape != null) {
      tape.close();
      tape = null;
    }
  }
}
