package peftlab.checkpoint.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A folder that nobody sees before all of its files are written. */
public final class AtomicFolder {
  private AtomicFolder() {}

  /**
   * Lets {@code filler} write plain files into a folder beside {@code target}, then gives them
   * their place. What {@code target} holds under other names stays, and all of it where {@code
   * filler} fails.
   *
   * @throws peftlab.InputException where the folder cannot be written
   */
  public static void write(Path target, Consumer<Path> filler) {
    Path whole = target.toAbsolutePath().normalize();
    Path temporary = AtomicFiles.temporary(whole);
    try {
      Files.createDirectories(temporary);
      filler.accept(temporary);
      if (Files.notExists(whole)) {
        Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
      for (Path file : list(temporary)) {
        Files.move(file, whole.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw Messages.unwritable(target, e);
    } finally {
      delete(temporary);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void delete(Path folder) {
    try {
      if (Files.exists(folder)) {
        for (Path file : list(folder)) {
          Files.delete(file);
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
