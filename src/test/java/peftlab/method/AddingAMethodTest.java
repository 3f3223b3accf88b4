package peftlab.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.nn.Architecture;
import peftlab.nn.EncoderConfig;

/** What {@code src/docs/adding-a-method.md} says is there. */
class AddingAMethodTest {
  private static final EncoderConfig SIZES = new EncoderConfig(2, 8, 2, 16, 32, 16, 2, 1e-12, true);

  @Test
  void everySizeOfAFormulaIsNamed() throws Exception {
    String page = Files.readString(Path.of("src/docs/adding-a-method.md"));
    for (String size : Formula.sizes(Architecture.of(SIZES)).keySet()) {
      assertThat(page).contains("`" + size + "`");
    }
    assertThat(page).contains("retrain(predicate)", "-Dpeftlab.method=");
  }

  @Test
  void theContractOfOneMethodRunsAlone() {
    assertThat(Subject.all("lora"))
        .hasToString(Subject.of(PeftMethods.named("lora")).toString())
        .hasSizeGreaterThan(1);
    assertThat(Subject.all("ia3, head"))
        .extracting(subject -> subject.method().id())
        .containsOnly("ia3", "head");
    assertThat(Subject.all(""))
        .extracting(subject -> subject.method().id())
        .containsAll(PeftMethods.all().keySet());
    assertThatThrownBy(() -> Subject.all("lorra"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no method is called 'lorra'");
  }
}
