package peftlab.checkpoint.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import peftlab.InputException;

/** Parts of error lines that quote what a stranger wrote. */
public final class Messages {
  private static final int LONGEST = 120;

  private Messages() {}

  /** A name from a file as it may stand in one line: no control characters, not too long. */
  public static String shown(String name) {
    return shown(name, LONGEST);
  }

  /** As {@link #shown(String)}, with up to so many characters. */
  public static String shown(String name, int longest) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .limit(longest)
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
        .forEach(shown::appendCodePoint);
    return name.codePointCount(0, name.length()) > longest ? shown + "…" : shown.toString();
  }

  static InputException unreadable(Path path, IOException cause) {
    return new InputException(path + " cannot be read: " + shown(cause.toString()), cause);
  }

  /** Says that a file cannot be written, and why. */
  public static InputException unwritable(Path path, Exception cause) {
    return new InputException(path + " cannot be written: " + shown(cause.toString()), cause);
  }

  /** Says that {@code what} is not valid JSON, and where. */
  public static InputException notJson(String what, JsonProcessingException cause) {
    return new InputException(
        what + " is not valid JSON: " + shown(cause.getOriginalMessage()), cause);
  }
}
