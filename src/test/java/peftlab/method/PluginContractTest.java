package peftlab.method;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A method from a jar of its own keeps the same contract. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class PluginContractTest extends PeftMethodContract {
  @TempDir static Path folder;

  private static URLClassLoader loader;

  static List<Subject> subjects() throws IOException {
    Path jar = PluginJar.build(folder);
    loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, Subject.class.getClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Map<String, PeftMethod<?>> all = PeftMethods.all();
      return Subject.of(all.get("ssf"));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @AfterAll
  static void close() throws IOException {
    loader.close();
  }
}
