package peftlab.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import peftlab.InputException;

/**
 * The lines of a UTF-8 file, one after the other, each with its number.
 *
 * <p>A line ends with a line feed, a carriage return or both, as Python's text files read. A byte
 * order mark is skipped. Bytes that are not UTF-8 and lines longer than {@value #MAX_BYTES} bytes
 * are refused with the line's number.
 */
final class TextLines implements AutoCloseable {
  static final int MAX_BYTES = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path path;
  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int number;
  private boolean afterReturn;

  TextLines(Path path) {
    this.path = path;
    try {
      in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The number of the line given last, counted from 1. */
  int number() {
    return number;
  }

  /** The next line; null after the last. */
  String next() {
    line.reset();
    number++;
    try {
      int b = in.read();
      if (afterReturn && b == '\n') {
        b = in.read();
      }
      if (b < 0) {
        return null;
      }
      for (; b >= 0 && b != '\n' && b != '\r'; b = in.read()) {
        if (line.size() == MAX_BYTES) {
          throw wrong("longer than " + MAX_BYTES + " bytes");
        }
        line.write(b);
      }
      afterReturn = b == '\r';
    } catch (IOException e) {
      throw unreadable(e);
    }
    return decoded();
  }

  private String decoded() {
    try {
      String text = decoder.decode(ByteBuffer.wrap(line.toByteArray())).toString();
      boolean marked = number == 1 && text.startsWith(BYTE_ORDER_MARK);
      return marked ? text.substring(BYTE_ORDER_MARK.length()) : text;
    } catch (CharacterCodingException e) {
      throw wrong("not valid UTF-8");
    }
  }

  /** What to throw about the line given last. */
  InputException wrong(String why) {
    return new InputException(path + ": line " + number + ": " + why);
  }

  private InputException unreadable(IOException e) {
    return new InputException(path + " cannot be read: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
