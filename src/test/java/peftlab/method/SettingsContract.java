package peftlab.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;
import peftlab.InputException;
import peftlab.Records;
import peftlab.nn.Pooling;
import peftlab.tensor.Kernels;
import peftlab.tensor.backend.Backend;
import peftlab.train.BaseModel;
import peftlab.train.TinyModel;

/** What every method must keep of its card and of its settings. */
abstract class SettingsContract {
  /** Tag of a class whose methods compute by ND4J's operations, as a GPU does. */
  static final String ON_ND4J = "nd4j";

  private static BaseModel base;
  private static Backend backend;

  /** What is tested. */
  @org.junit.jupiter.params.Parameter Subject subject;

  /** Puts the method and its form before what is wrong: reports only number the forms. */
  @RegisterExtension
  final TestExecutionExceptionHandler naming =
      (context, thrown) -> {
        String wrong = thrown instanceof AssertionError ? thrown.getMessage() : thrown.toString();
        AssertionError named = new AssertionFailedError(subject + ": " + wrong, thrown.getCause());
        named.setStackTrace(thrown.getStackTrace());
        throw named;
      };

  @BeforeAll
  static void load(TestInfo info) {
    load(info.getTags().contains(ON_ND4J) ? Backend.ND4J : Backend.FUSED);
  }

  static void load(Backend chosen) {
    backend = chosen;
    base = TinyModel.load(TinyModel.TINY, Pooling.MEAN, kernels());
  }

  @AfterAll
  static void unload() {
    base.close();
  }

  static BaseModel base() {
    return base;
  }

  static Kernels kernels() {
    return backend.kernels(1);
  }

  @Test
  void theCardNamesTheHyperparametersInOrder() {
    MethodCard card = subject.card();
    assertThat(card.id()).isEqualTo(subject.method().id());
    assertThat(card.prose()).isNotBlank();
    List<String> components =
        Arrays.stream(subject.method().hyperparameters().getRecordComponents())
            .map(Records::key)
            .toList();
    assertThat(card.hyperparameters().keySet()).containsExactlyElementsOf(components);
    assertThat(card.hyperparameters().values()).noneMatch(h -> h.about().isBlank());
    assertThat(card.capacity())
        .satisfiesAnyOf(c -> assertThat(c).isNull(), c -> assertThat(components).contains(c));
  }

  @Test
  void badHyperparametersGiveOneClearLine() {
    BadSettings.of(subject.method())
        .forEach((name, values) -> values.forEach(value -> refuses(name, value)));
    refuses("no-such-hyperparameter", 1);
  }

  private void refuses(String name, Object value) {
    Throwable thrown = catchThrowable(() -> tryWith(name, value));
    assertThat(thrown).as("%s = %s", name, value).isInstanceOf(InputException.class);
    assertIsOneClearLine(thrown);
    assertThat(thrown).hasMessageContaining(name);
  }

  /** A size may be unused, or else too large for any memory. */
  @Test
  void hugeSizesGiveOneClearLine() {
    for (RecordComponent component : subject.method().hyperparameters().getRecordComponents()) {
      if (component.getType() == int.class) {
        Throwable thrown = catchThrowable(() -> tryWith(component.getName(), Integer.MAX_VALUE));
        if (thrown != null) {
          assertIsOneClearLine(thrown);
        }
      }
    }
  }

  private void tryWith(String name, Object value) {
    Map<String, Object> settings = new HashMap<>(subject.settings());
    settings.put(name, value);
    new Lab(
            new Subject(subject.method(), settings),
            base,
            SettingsContract::kernels,
            Lab.settings(1, 6, 0))
        .close();
  }

  private void assertIsOneClearLine(Throwable thrown) {
    assertThat(thrown).isInstanceOf(InputException.class);
    assertThat(thrown.getMessage())
        .hasLineCount(1)
        .hasSizeLessThan(250)
        .contains("'" + subject.method().id() + "'");
  }
}
