package peftlab.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import peftlab.InputException;
import peftlab.checkpoint.format.AtomicFiles;
import peftlab.checkpoint.format.Messages;

/**
 * Keeps models that were converted once, each as a Hugging Face folder.
 *
 * @param root holds one folder for each model and version
 */
record ModelCache(Path root) {
  /** Makes a model's folder. */
  interface Maker {
    /**
     * Writes {@code folder}, which does not exist yet.
     *
     * @param scratch an empty folder that is deleted afterwards
     */
    void make(Path scratch, Path folder) throws IOException;
  }

  /** The user's cache: {@code $XDG_CACHE_HOME/peftlab/models}, or below {@code ~/.cache}. */
  static ModelCache ofUser() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured != null && Path.of(configured).isAbsolute()
            ? Path.of(configured)
            : Path.of(System.getProperty("user.home"), ".cache");
    return new ModelCache(base.resolve("peftlab").resolve("models"));
  }

  /**
   * The folder under a name; made first where it is not there.
   *
   * <p>The folder appears under its name only when it is whole, so processes may race for it: one
   * of them wins, the others' work is thrown away.
   */
  Path get(String name, Maker maker) {
    Path folder = root.resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path temporary = AtomicFiles.temporary(folder);
    try {
      Path scratch = Files.createDirectories(temporary.resolve("scratch"));
      Path made = temporary.resolve("model");
      maker.make(scratch, made);
      publish(made, folder);
      return folder;
    } catch (IOException e) {
      throw new InputException(folder + " cannot be made: " + Messages.shown(e.toString()), e);
    } finally {
      delete(temporary);
    }
  }

  private static void publish(Path made, Path folder) throws IOException {
    try {
      Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static void delete(Path tree) {
    try (Stream<Path> found = Files.walk(tree)) {
      List<Path> leavesFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : leavesFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      tree.toFile().deleteOnExit();
    }
  }
}
