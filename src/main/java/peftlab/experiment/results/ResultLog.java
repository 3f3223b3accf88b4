package peftlab.experiment.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peftlab.InputException;

/**
 * The results in a folder, to which one run at a time appends: {@code trials.jsonl}, a line a
 * trial, and the predictions of each trial beside it.
 *
 * <p>A line is on the disk when {@link #append} returns, and its predictions are before it, so a
 * process that is killed loses the trials it was running and nothing else.
 */
public final class ResultLog implements AutoCloseable {
  private final Path folder;
  private final FolderLock lock;
  private final FileChannel channel;
  private final TrialLog log;

  private ResultLog(Path folder, FolderLock lock, FileChannel channel, TrialLog log) {
    this.folder = folder;
    this.lock = lock;
    this.channel = channel;
    this.log = log;
  }

  /**
   * The results in {@code folder}, the last of each trial, without taking the folder. Lines that
   * are no results are left out.
   *
   * @param warnings takes a line for each of them, and for lines of one trial that contradict each
   *     other
   * @throws InputException if the file cannot be read
   */
  public static List<TrialResult> read(Path folder, Consumer<String> warnings) {
    TrialLog log = TrialLog.read(folder.resolve(TrialLog.FILE));
    log.damaged.forEach(line -> warnings.accept(line + "; the line is left out"));
    if (log.torn != null) {
      warnings.accept(log.torn + "; the line is left out");
    }
    log.contradictions.forEach(line -> warnings.accept(line + "; the later one counts"));
    return List.copyOf(log.results.values());
  }

  /**
   * Takes {@code folder}, which is made if there is none, and repairs a last line that a killed
   * process left torn. Any other line that is no result is left as it is, and the folder with it.
   *
   * @throws InputException if another run has the folder, it cannot be written, or a whole line is
   *     no result
   */
  public static ResultLog open(Path folder) {
    try {
      Files.createDirectories(folder);
      FolderLock lock = FolderLock.take(folder);
      try {
        return open(folder, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be written: " + e, e);
    }
  }

  private static ResultLog open(Path folder, FolderLock lock) throws IOException {
    Path file = folder.resolve(TrialLog.FILE);
    TrialLog log = TrialLog.read(file);
    if (!log.damaged.isEmpty()) {
      throw new InputException(
          folder
              + ": "
              + log.damaged.get(0)
              + "; remove the line from the file, and its trial is run again");
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    ResultLog results = new ResultLog(folder, lock, channel, log);
    channel.truncate(log.length);
    if (log.unended) {
      results.write(new byte[] {'\n'});
    }
    lock.pad();
    return results;
  }

  /** All results, the last of each trial. */
  public synchronized List<TrialResult> all() {
    return List.copyOf(log.results.values());
  }

  /** The result of a trial, if there is one. */
  public synchronized Optional<TrialResult> find(String id) {
    return Optional.ofNullable(log.results.get(id));
  }

  /** Stores a trial's predictions, then its line, and waits for the disk. */
  public synchronized void append(TrialOutcome outcome) throws IOException {
    TrialResult result = outcome.result();
    if (!outcome.predictions().isEmpty()) {
      Predictions.write(folder, outcome);
    }
    append(result);
  }

  /** Appends the line of a trial without predictions, a failed one, with the space kept for it. */
  public synchronized void appendFailure(TrialResult result) throws IOException {
    while (true) {
      try {
        append(result);
        return;
      } catch (IOException e) {
        if (!lock.release()) {
          throw e;
        }
      }
    }
  }

  /** Takes a finished trial of another results folder over. */
  public synchronized void takeOver(Path other, TrialResult result) throws IOException {
    Predictions.copy(other, folder, result.id());
    append(result);
  }

  private void append(TrialResult result) throws IOException {
    write(TrialLog.line(result));
    log.results.put(result.id(), result);
  }

  private void write(byte[] bytes) throws IOException {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      long position = log.length;
      while (buffer.hasRemaining()) {
        position += channel.write(buffer, position);
      }
      channel.force(true);
      log.length = position;
    } catch (IOException e) {
      channel.truncate(log.length);
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    try (lock;
        channel) {
      channel.force(true);
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be closed: " + e, e);
    }
  }
}
