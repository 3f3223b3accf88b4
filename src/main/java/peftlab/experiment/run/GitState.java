package peftlab.experiment.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The commit that the running classes were built in, where they lie in a checkout. */
final class GitState {
  private static final int SECONDS = 10;
  private static final int MAX_OUTPUT = 1 << 20;

  private GitState() {}

  /**
   * {@code commit} and {@code dirty} (whether sources differ from it); empty where the classes do
   * not lie in the {@code target} folder of a checkout, or there is no git.
   */
  static SortedMap<String, String> of(Path classes) {
    SortedMap<String, String> state = new TreeMap<>();
    Path folder = classes.getParent();
    Optional<String> root = git(folder, "rev-parse", "--show-toplevel");
    if (root.isEmpty() || !folder.equals(Path.of(root.get()).resolve("target"))) {
      return state;
    }
    git(folder, "rev-parse", "HEAD").ifPresent(commit -> state.put("commit", commit));
    git(Path.of(root.get()), "status", "--porcelain", "--", "src/main", "pom.xml", "methods")
        .ifPresent(changes -> state.put("dirty", Boolean.toString(!changes.isEmpty())));
    return state;
  }

  private static Optional<String> git(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String output;
      try (InputStream in = process.getInputStream()) {
        output = new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8).strip();
      }
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
