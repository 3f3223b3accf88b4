package peftlab.train;

/** The loss of a training step is NaN or infinite, so that going on makes no sense. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Names the step, counted from 1, and its loss. */
  public DivergedException(int step, double loss) {
    super("loss is " + loss + " at step " + step + ": a lower learning rate may help");
  }

  private DivergedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same of a student's teacher. */
  static DivergedException ofTeacher(DivergedException e) {
    return new DivergedException("its teacher's " + e.getMessage(), e);
  }
}
