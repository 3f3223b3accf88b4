package peftlab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files that others wrote: only regular ones, since a pipe may never end and a device never
 * does, and only up to a size that makes sense for what they hold.
 */
public final class InputFile {
  private InputFile() {}

  /**
   * Checks that {@code path} is a regular file of at most so many bytes; links are followed.
   *
   * @return its size in bytes
   * @throws InputException naming the file and what it is instead
   */
  public static long check(Path path, long mostBytes) {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      if (!file.isRegularFile()) {
        throw new InputException(
            path
                + (file.isDirectory()
                    ? " is a folder: a file is expected"
                    : " is a device, pipe or socket: a regular file is expected"));
      }
      if (file.size() > mostBytes) {
        throw tooLarge(path, file.size() + " bytes", mostBytes);
      }
      return file.size();
    } catch (NoSuchFileException e) {
      throw new InputException(path + " does not exist", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Opens a regular file of at most so many bytes.
   *
   * @throws InputException naming the file and what is wrong with it
   */
  public static InputStream open(Path path, long mostBytes) {
    check(path, mostBytes);
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Reads a whole regular file of at most so many bytes.
   *
   * @throws InputException naming the file and what is wrong with it
   */
  public static byte[] bytes(Path path, int mostBytes) {
    try (InputStream in = open(path, mostBytes)) {
      byte[] bytes = in.readNBytes(mostBytes);
      if (in.read() >= 0) { // Files of /proc say that they are empty.
        throw tooLarge(path, "more bytes than it says", mostBytes);
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static InputException tooLarge(Path path, String size, long mostBytes) {
    return new InputException(
        path + " has " + size + ", more than the " + mostBytes + " that are sensible");
  }

  private static InputException unreadable(Path path, IOException e) {
    return new InputException(path + " cannot be read: " + e.getMessage(), e);
  }
}
