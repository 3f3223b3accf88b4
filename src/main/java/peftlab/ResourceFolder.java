package peftlab;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A folder on the class path: of this project and of every plug-in's jar that has it. */
public final class ResourceFolder {
  private ResourceFolder() {}

  /**
   * Names of the files in a folder, sorted, without their ending.
   *
   * @param folder such as {@code datasets}; a jar must have an entry for it, as {@code jar} and
   *     Maven write one
   * @param ending such as {@code .md}; other files are passed over
   */
  public static List<String> names(String folder, String ending) {
    return names(ResourceFolder.class.getClassLoader(), folder, ending);
  }

  static List<String> names(ClassLoader loader, String folder, String ending) {
    Set<String> files = new TreeSet<>();
    try {
      for (URL place : Collections.list(loader.getResources(folder))) {
        URLConnection connection = place.openConnection();
        if (connection instanceof JarURLConnection jar) {
          jar.setUseCaches(false);
          try (JarFile file = jar.getJarFile()) {
            files.addAll(inJar(file, folder + "/"));
          }
        } else {
          files.addAll(inFolder(Path.of(place.toURI())));
        }
      }
    } catch (IOException | URISyntaxException e) {
      throw new InputException(folder + " on the class path: " + e.getMessage(), e);
    }
    return files.stream()
        .filter(file -> file.endsWith(ending))
        .map(file -> file.substring(0, file.length() - ending.length()))
        .toList();
  }

  private static List<String> inJar(JarFile jar, String folder) {
    return jar.stream()
        .map(entry -> entry.getName())
        .filter(name -> name.startsWith(folder) && name.indexOf('/', folder.length()) < 0)
        .map(name -> name.substring(folder.length()))
        .toList();
  }

  private static List<String> inFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
