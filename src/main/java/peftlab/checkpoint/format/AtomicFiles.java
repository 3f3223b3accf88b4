package peftlab.checkpoint.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that other processes see either whole or not at all. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** What fills the temporary file. */
  public interface Filler {
    void fill(Path temporary) throws IOException;
  }

  /** Lets {@code filler} write beside {@code target}, then renames; replaces what is there. */
  public static void write(Path target, Filler filler) throws IOException {
    Path temporary = temporary(target);
    try {
      filler.fill(temporary);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** A name beside {@code target} that no other process uses. */
  public static Path temporary(Path target) {
    return target.resolveSibling(
        target.getFileName()
            + "."
            + ProcessHandle.current().pid()
            + "-"
            + Long.toHexString(System.nanoTime())
            + ".part");
  }
}
