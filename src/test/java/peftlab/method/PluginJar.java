package peftlab.method;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Builds the example of a method in a jar of its own, as its author would. */
final class PluginJar {
  private static final Path SOURCES = Path.of("src/examples/plugin-method/src/main");

  private PluginJar() {}

  /** Compiles and packs it into {@code folder}. */
  static Path build(Path folder) {
    try {
      Path classes = Files.createDirectories(folder.resolve("classes"));
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      int status =
          compiler.run(
              null,
              null,
              System.err,
              "-proc:none",
              "-d",
              classes.toString(),
              SOURCES.resolve("java/example/ScaleAndShift.java").toString());
      if (status != 0) {
        throw new AssertionError("the example does not compile");
      }
      Path jar = folder.resolve("plugin-method.jar");
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream zip = new JarOutputStream(out)) {
        for (Path root : List.of(classes, SOURCES.resolve("resources"))) {
          add(zip, root);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(JarOutputStream zip, Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      zip.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
      Files.copy(file, zip);
      zip.closeEntry();
    }
  }
}
