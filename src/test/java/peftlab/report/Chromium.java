package peftlab.report;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A headless browser, where there is one. */
final class Chromium {
  private final Path program;
  private final Path scratch;

  private Chromium(Path program, Path scratch) {
    this.program = program;
    this.scratch = scratch;
  }

  /**
   * What a page became.
   *
   * @param dom of the loaded page
   * @param console lines that the page wrote to the browser's console, errors included
   */
  record Page(String dom, String console) {}

  /** The browser on the PATH; the test is skipped without one. */
  static Chromium orSkip(Path scratch) {
    Optional<Path> found =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(
                name ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(
        found.isPresent(), "skipped: no chromium on the PATH to open report.html with");
    return new Chromium(found.get(), scratch);
  }

  /** Opens {@code file} in a window of 1,280 pixels. */
  Page open(Path file) throws Exception {
    return open(file, 1280);
  }

  /** Opens {@code file} in a window of {@code width} pixels. */
  Page open(Path file, int width) throws Exception {
    Path dom = scratch.resolve("dom.html");
    Path log = scratch.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--window-size=" + width + ",1000",
                "--enable-logging=stderr",
                "--user-data-dir=" + Files.createTempDirectory(scratch, "profile"),
                "--dump-dom",
                file.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("chromium took more than two minutes");
    }
    StringBuilder console = new StringBuilder();
    Files.readString(log)
        .lines()
        .filter(line -> line.contains("CONSOLE"))
        .forEach(line -> console.append(line).append('\n'));
    return new Page(Files.readString(dom), console.toString());
  }
}
