package peftlab.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import peftlab.InputException;

/**
 * {@code DIR} or {@code DIR:WEIGHT}.
 *
 * @param folder of the adapter
 * @param weight of it in a sum
 * @param weighted whether the weight was given
 */
record AdapterArgument(Path folder, double weight, boolean weighted) {
  /**
   * Reads one. What is a folder as it stands is one, whatever colons it holds; else what follows
   * the last colon is a weight.
   *
   * @throws InputException where neither is a folder, or the weight is no number
   */
  static AdapterArgument parse(String text) {
    int colon = text.lastIndexOf(':');
    if (isFolder(text) || colon < 0 || !isFolder(text.substring(0, colon))) {
      return new AdapterArgument(path(text), 1, false);
    }
    String weight = text.substring(colon + 1);
    try {
      double number = Double.parseDouble(weight);
      if (Double.isFinite(number)) {
        return new AdapterArgument(path(text.substring(0, colon)), number, true);
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is not finite.
    }
    throw new InputException(
        "--adapter " + text + ": expected a number after the last colon, not '" + weight + "'");
  }

  private static boolean isFolder(String text) {
    try {
      return !text.isEmpty() && Files.isDirectory(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InputException("--adapter " + text + " is not a path: " + e.getReason(), e);
    }
  }
}
