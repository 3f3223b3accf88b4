package peftlab;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reference data that stands beside the checkout and is not part of it. */
public final class Shared {
  private Shared() {}

  /** A path in it; the calling test is skipped where it is absent. */
  public static Path path(String first, String... more) {
    String set = System.getenv("PEFTLAB_SHARED");
    Path path = Path.of(set == null ? "../shared" : set).resolve(Path.of(first, more));
    assumeThat(Files.exists(path))
        .as("%s is absent: set PEFTLAB_SHARED to the folder of reference data", path)
        .isTrue();
    return path;
  }
}
