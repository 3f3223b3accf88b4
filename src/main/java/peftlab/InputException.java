package peftlab;

/**
 * Something that came from outside is wrong: a file, a setting, an argument.
 *
 * <p>The message is one line for a person: which file, key or row, what is wrong with it, and what
 * would be right. The command line prints it alone, without a stack trace, and exits with 2.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates one with the line that a person reads. */
  public InputException(String message) {
    super(message);
  }

  /** Creates one with the line that a person reads and what caused it. */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
