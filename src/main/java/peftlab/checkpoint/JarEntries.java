package peftlab.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import peftlab.InputException;

/** Entries of a jar by name. */
final class JarEntries {
  private JarEntries() {}

  /** A whole entry. */
  static byte[] bytes(ZipFile jar, String name) throws IOException {
    try (InputStream in = open(jar, name)) {
      return in.readAllBytes();
    }
  }

  /** Inflates an entry into a file, a small piece at a time. */
  static void extract(ZipFile jar, String name, Path file) throws IOException {
    try (InputStream in = open(jar, name)) {
      Files.copy(in, file);
    }
  }

  static InputStream open(ZipFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw new InputException(jar.getName() + " holds no " + name);
    }
    return jar.getInputStream(entry);
  }
}
