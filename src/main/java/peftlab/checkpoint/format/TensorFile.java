package peftlab.checkpoint.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import peftlab.InputException;
import peftlab.InputFile;

/** An open file that is read at positions; nothing of it is mapped or cached in the process. */
public final class TensorFile implements Closeable {
  private final Path path;
  private final FileChannel channel;
  private final long size;

  private TensorFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a file for reading.
   *
   * @throws InputException if it is missing, not a regular file or cannot be read
   */
  public static TensorFile open(Path path) {
    InputFile.check(path, Long.MAX_VALUE);
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new TensorFile(path, channel, channel.size());
    } catch (IOException e) {
      throw Messages.unreadable(path, e);
    }
  }

  Path path() {
    return path;
  }

  /** Bytes of the file when it was opened. */
  public long size() {
    return size;
  }

  /** Fills the buffer from its position to its limit with the bytes at {@code at}. */
  void read(ByteBuffer buffer, long at) {
    try {
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, at);
        if (count < 0) {
          throw new InputException(path + " ends at byte " + at + ", before its last tensor does");
        }
        at += count;
      }
    } catch (IOException e) {
      throw Messages.unreadable(path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
