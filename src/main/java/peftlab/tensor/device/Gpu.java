package peftlab.tensor.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An NVIDIA GPU as the driver describes it, known without loading CUDA.
 *
 * @param name such as {@code NVIDIA A100-SXM4-40GB}
 * @param major compute capability before the point
 * @param minor compute capability after the point
 */
record Gpu(String name, int major, int minor) {
  private static final Pattern LINE = Pattern.compile("(\\d+)\\.(\\d+), *(.+)");
  private static final int PATIENCE_SECONDS = 20;

  /** The first GPU of this machine; none where {@code nvidia-smi} is missing or finds none. */
  static Optional<Gpu> first() {
    try {
      Process process =
          new ProcessBuilder("nvidia-smi", "--query-gpu=compute_cap,name", "--format=csv,noheader")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0
          ? out.lines().findFirst().flatMap(Gpu::parse)
          : none();
    } catch (IOException e) {
      return none();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return none();
    }
  }

  private static Optional<Gpu> none() {
    return Optional.empty();
  }

  /** Reads {@code 9.0, NVIDIA H100 80GB HBM3}. */
  static Optional<Gpu> parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    return matcher.matches()
        ? Optional.of(
            new Gpu(
                matcher.group(3),
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2))))
        : none();
  }

  /** Compute capability as one number: 8.6 is 86. */
  int capability() {
    return 10 * major + minor;
  }

  /** Name and compute capability. */
  @Override
  public String toString() {
    return "%s, compute capability %d.%d".formatted(name, major, minor);
  }
}
