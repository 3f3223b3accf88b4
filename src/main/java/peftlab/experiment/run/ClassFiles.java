package peftlab.experiment.run;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * The class files of some folders and jars, without what only debuggers read: line numbers, names
 * of local variables and of source files. Classes are named as the virtual machine does, {@code
 * peftlab/nn/Encoder}.
 */
final class ClassFiles implements AutoCloseable {
  private static final int UTF8 = 1;
  private static final Pattern DESCRIBED = Pattern.compile("L([^;<]+)[;<]");

  private final URLClassLoader places;
  private final Map<String, Optional<Code>> read = new HashMap<>();

  /** One class: its file, and all names, descriptors and texts in that. */
  private static final class Code {
    final byte[] bytes;
    final List<String> texts;

    Code(byte[] bytes, List<String> texts) {
      this.bytes = bytes;
      this.texts = texts;
    }
  }

  /** The classes in {@code locations}; the first of equal names. */
  ClassFiles(Collection<Path> locations) {
    places = new URLClassLoader(locations.stream().map(ClassFiles::url).toArray(URL[]::new), null);
  }

  private static URL url(Path location) {
    try {
      return location.toUri().toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The classes that {@code roots} refer to, directly or through others, and the roots themselves.
   *
   * @param counts which classes to take and to follow
   */
  SortedMap<String, byte[]> reachable(Collection<String> roots, Predicate<String> counts) {
    SortedMap<String, byte[]> found = new TreeMap<>();
    Set<String> seen = new HashSet<>(roots);
    Queue<String> left = new ArrayDeque<>(seen);
    while (!left.isEmpty()) {
      String name = left.remove();
      Optional<Code> code = counts.test(name) ? code(name) : Optional.empty();
      if (code.isPresent()) {
        found.put(name, code.get().bytes);
        references(code.get()).stream().filter(seen::add).forEach(left::add);
      }
    }
    return found;
  }

  /** Whether class {@code name} refers to class {@code other}. */
  boolean refers(String name, String other) {
    return code(name).map(code -> references(code).contains(other)).orElse(false);
  }

  private static Set<String> references(Code code) {
    Set<String> names = new HashSet<>(code.texts);
    for (String text : code.texts) {
      Matcher described = DESCRIBED.matcher(text);
      while (described.find()) {
        names.add(described.group(1));
      }
    }
    return names;
  }

  private Optional<Code> code(String name) {
    return read.computeIfAbsent(name, this::load);
  }

  private Optional<Code> load(String name) {
    URL file = places.findResource(name + ".class");
    if (file == null) {
      return Optional.empty();
    }
    try {
      URLConnection connection = file.openConnection();
      connection.setUseCaches(false); // a jar may be built again
      try (InputStream in = connection.getInputStream()) {
        ClassWriter plain = new ClassWriter(0);
        new ClassReader(in).accept(plain, ClassReader.SKIP_DEBUG);
        byte[] bytes = plain.toByteArray();
        return Optional.of(new Code(bytes, texts(bytes)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(byte[] bytes) throws IOException {
    ClassReader reader = new ClassReader(bytes);
    List<String> texts = new ArrayList<>();
    for (int i = 1; i < reader.getItemCount(); i++) {
      int at = reader.getItem(i);
      if (at > 0 && reader.readByte(at - 1) == UTF8) {
        texts.add(
            new DataInputStream(new ByteArrayInputStream(bytes, at, bytes.length - at)).readUTF());
      }
    }
    return texts;
  }

  @Override
  public void close() {
    try {
      places.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
