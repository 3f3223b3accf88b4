package peftlab.train;

import peftlab.nn.PackedTokens;
import peftlab.peft.Teacher;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Tape;

/** A fine-tuned session that answers a student's batches. */
public final class TrainedTeacher implements Teacher, AutoCloseable {
  private final Session session;
  private final double seconds;
  private Tape tape;

  /**
   * Takes over a session that has been trained.
   *
   * @param seconds that its training took
   */
  public TrainedTeacher(Session session, double seconds) {
    this.session = session;
    this.seconds = seconds;
  }

  /** Seconds that its training took. */
  public double seconds() {
    return seconds;
  }

  /** Bytes of its weights. */
  public long bytes() {
    return session.arena().bytes(MemoryCategory.TRAINED);
  }

  @Override
  public Answer answer(PackedTokens tokens) {
    closeTape();
    tape = Tape.inference(session.arena());
    Classifier.Output output = session.classifier().forward(tape, tokens, 0);
    Matrix hidden = output.encoded().hidden().value();
    return new Answer(output.logits().value(), hidden);
  }

  private void closeTape() {
    if (tape != null) {
      tape.close();
      tape = null;
    }
  }

  @Override
  public void close() {
    closeTape();
    session.close();
  }
}
