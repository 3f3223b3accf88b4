package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.InputException;
import peftlab.Records;
import peftlab.Setting;
import peftlab.nn.Pooling;

class TrainSettingsTest {
  private static final TrainSettings GOOD = Defaults.settings(1e-3);

  private static TrainSettings with(String key, Object value) {
    return Records.with(GOOD, key, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch | 0 | batch is '0': expected a whole number from 1 to 4096",
        "steps | -1 | steps is '-1': expected a whole number from 0 to 10000000",
        "threads | 0 | threads is '0': expected a whole number from 1 to 1024",
        "max_length | 2 | max_length is '2': expected a whole number from 3 to 8192",
      })
  void checksWholeNumbers(String setting, long value, String message) {
    assertThatThrownBy(() -> with(setting, value))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs | -0.5 | epochs is '-0.5': expected a number from 0 to 1000",
        "epochs | 0 | epochs and steps are both 0: expected one of them above 0",
        "epochs | NaN | epochs is 'NaN': expected a number from 0 to 1000",
        "warmup | 1 | warmup is '1.0': expected a number from 0 to 0.99",
        "weight_decay | -1 | weight_decay is '-1.0': expected a number from 0 to 10",
        "clip | -1 | clip is '-1.0': expected a number from 0 to 1000000",
        "dropout | 0.95 | dropout is '0.95': expected a number from 0 to 0.9",
      })
  void checksNumbers(String setting, double value, String message) {
    assertThatThrownBy(() -> with(setting, value))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void checksWordsRateAndSeed() {
    assertThatThrownBy(() -> with("pooling", "max"))
        .isInstanceOf(InputException.class)
        .hasMessage("pooling is 'max': expected one of mean, cls, pooler");
    for (double rate : List.of(0.0, -1.0, 101.0, Double.NaN)) {
      assertThatThrownBy(() -> with("lr", rate))
          .isInstanceOf(InputException.class)
          .hasMessage("lr is '" + rate + "': expected a number from 1.0E-12 to 100");
    }
    assertThatThrownBy(() -> with("seed", -1))
        .isInstanceOf(InputException.class)
        .hasMessage("seed is '-1': expected a whole number, 0 or more");
  }

  @Test
  void refusesWhatIsOfAnotherKind() {
    assertThatThrownBy(() -> with("batch", "many"))
        .isInstanceOf(InputException.class)
        .hasMessage("batch is 'many': expected a whole number from 1 to 4096");
    assertThatThrownBy(() -> with("batch", 2.5)).hasMessageContaining("'2.5': expected a whole");
    assertThatThrownBy(() -> with("shuffle", "yes"))
        .isInstanceOf(InputException.class)
        .hasMessage("shuffle is 'yes': expected true or false");
    Map<String, Object> lacking = Records.plain(GOOD);
    lacking.remove("schedule");
    assertThatThrownBy(() -> Records.read(lacking, TrainSettings.class))
        .isInstanceOf(InputException.class)
        .hasMessage("schedule is empty: expected one of constant, linear");
  }

  @Test
  void whatIsWrittenPlainlyIsReadAgain() {
    TrainSettings odd = Records.with(GOOD, Map.of("weight_decay", 0.25, "pooling", "CLS"));
    assertThat(odd.pooling()).isEqualTo(Pooling.CLS);
    assertThat(Records.plain(odd))
        .containsEntry("weight_decay", 0.25)
        .containsEntry("pooling", "cls")
        .containsEntry("schedule", "linear")
        .containsEntry("epochs", 2);
    assertThat(Records.read(Records.plain(odd), TrainSettings.class)).isEqualTo(odd);
  }

  static Stream<RecordComponent> numbers() {
    return Arrays.stream(TrainSettings.class.getRecordComponents())
        .filter(component -> component.getType().isPrimitive())
        .filter(component -> component.getType() != boolean.class);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void everyNumberHasLimitsThatAreKept(RecordComponent component) {
    Setting limits = component.getAnnotation(Setting.class);
    String key = Records.key(component);
    assertThat(limits.low()).as("%s has a lower limit", key).isFinite();
    List<Double> outside = new ArrayList<>(List.of(limits.low() - 1));
    if (Double.isFinite(limits.high())) {
      outside.add(limits.high() + 1);
    }
    for (double number : outside) {
      Object value = component.getType() == double.class ? (Object) number : (Object) (long) number;
      assertThatThrownBy(() -> with(key, value)).hasMessageStartingWith(key + " is '");
    }
  }

  @Test
  void aPartOfAnEpochIsAStepAtLeast() {
    TrainSettings little = with("epochs", 0.001);
    assertThat(little.stepsFor(10)).isEqualTo(1);
    assertThat(with("epochs", 2.0).stepsFor(33)).isEqualTo(4);
  }
}
