package peftlab.method;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;

/** What a plug-in's service file may get wrong. */
class PeftMethodsTest {
  /** Bears the name of a method that there is. */
  public static final class Namesake implements PeftMethod<Namesake.Hyper> {
    /** None. */
    public record Hyper() {}

    @Override
    public String id() {
      return "lora";
    }

    @Override
    public Class<Hyper> hyperparameters() {
      return Hyper.class;
    }

    @Override
    public Adaptation adapt(AdaptContext context, Hyper hyper) {
      return context.retrain(parameter -> false);
    }
  }

  @TempDir Path folder;

  private void refuses(String serviceLine, String... messages) throws IOException {
    Path file = folder.resolve("META-INF/services/peftlab.method.PeftMethod");
    Files.createDirectories(file.getParent());
    Files.writeString(file, serviceLine);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThatThrownBy(PeftMethods::all)
          .isInstanceOf(InputException.class)
          .message()
          .hasLineCount(1)
          .contains(messages);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aClassThatIsMissingIsNamed() throws IOException {
    refuses("example.Missing", "example.Missing", "META-INF/services/peftlab.method.PeftMethod");
  }

  @Test
  void aClassOfAnotherKindIsNamed() throws IOException {
    refuses(InputException.class.getName(), InputException.class.getName());
  }

  @Test
  void twoMethodsOfOneNameAreBothNamed() throws IOException {
    refuses(Namesake.class.getName(), "'lora'", Namesake.class.getName(), "peftlab.methods.Lora");
  }
}
