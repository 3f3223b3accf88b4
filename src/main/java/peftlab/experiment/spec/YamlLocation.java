package peftlab.experiment.spec;

import peftlab.InputException;

/**
 * Where a value was written.
 *
 * @param source a file, or the command-line option
 * @param line counted from 1; 0 where there are no lines
 */
public record YamlLocation(String source, int line) {

  /** An error that begins with this place. */
  public InputException error(String message) {
    return new InputException(this + ": " + message);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ", line " + line : source;
  }
}
