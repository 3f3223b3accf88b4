package peftlab.experiment.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import peftlab.InputException;

/**
 * Keeps a results folder for one run at a time. The operating system lets go of the lock when the
 * process ends, however it ends.
 *
 * <p>The lock file is padded, and {@link #release} gives some of that space back, so that a disk
 * that has become full still takes the lines that say so.
 */
final class FolderLock implements AutoCloseable {
  static final String FILE = "run.lock";
  private static final int PADDING = 1 << 18;
  private static final int PIECE = 1 << 13;

  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /** Takes the lock, or says who has the folder. */
  static FolderLock take(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new FolderLock(channel, lock);
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it: refused below, as any other is.
    }
    channel.close();
    throw new InputException(
        folder
            + ": another run writes to this folder: wait for it, or give this one another --out");
  }

  /** Sets space aside; on a full disk as much as there is. */
  void pad() throws IOException {
    try {
      channel.write(ByteBuffer.allocate(PADDING), 0);
    } catch (IOException e) {
      channel.truncate(0);
    }
  }

  /** Gives a piece of the space back; returns whether there was one. */
  boolean release() throws IOException {
    long size = channel.size();
    channel.truncate(Math.max(0, size - PIECE));
    return size > 0;
  }

  @Override
  public void close() throws IOException {
    channel.truncate(0);
    lock.release();
    channel.close();
  }
}
