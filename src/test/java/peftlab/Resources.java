package peftlab;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Test resources as files. */
public final class Resources {
  private Resources() {}

  /** A file or folder of {@code src/test/resources}. */
  public static Path path(String name) {
    try {
      return Path.of(Resources.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}
