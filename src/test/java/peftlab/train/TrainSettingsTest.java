package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.InputException;
import peftlab.experiment.Defaults;

class TrainSettingsTest {
  private static TrainSettings with(Setting setting, Object value) {
    Map<Setting, Object> values = new EnumMap<>(Defaults.settings());
    values.put(setting, value);
    return Setting.toSettings(values, 1e-3, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BATCH | 0 | batch is '0': expected a whole number from 1 to 4096",
        "STEPS | -1 | steps is '-1': expected a whole number from 0 to 10000000",
        "THREADS | 0 | threads is '0': expected a whole number from 1 to 1024",
        "MAX_LENGTH | 2 | max_length is '2': expected a whole number from 3 to 8192",
      })
  void checksWholeNumbers(Setting setting, long value, String message) {
    assertThatThrownBy(() -> with(setting, value))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EPOCHS | -0.5 | epochs is '-0.5': expected a number from 0 to 1000",
        "EPOCHS | 0 | epochs and steps are both 0: expected one of them above 0",
        "EPOCHS | NaN | epochs is 'NaN': expected a number from 0 to 1000",
        "WARMUP | 1 | warmup is '1.0': expected a number from 0 to 0.99",
        "WEIGHT_DECAY | -1 | weight_decay is '-1.0': expected a number from 0 to 10",
        "CLIP | -1 | clip is '-1.0': expected a number from 0 to 1000000",
        "DROPOUT | 0.95 | dropout is '0.95': expected a number from 0 to 0.9",
      })
  void checksNumbers(Setting setting, double value, String message) {
    assertThatThrownBy(() -> with(setting, value))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void checksWordsRateAndSeed() {
    assertThatThrownBy(() -> with(Setting.POOLING, "max"))
        .isInstanceOf(InputException.class)
        .hasMessage("pooling is 'max': expected one of mean, cls, pooler");
    TrainSettings good = with(Setting.EPOCHS, 1.0);
    for (double rate : List.of(0.0, -1.0, 101.0, Double.NaN)) {
      assertThatThrownBy(() -> good.withLr(rate))
          .isInstanceOf(InputException.class)
          .hasMessage("lr is '" + rate + "': expected a number from 1.0E-12 to 100");
    }
    assertThatThrownBy(() -> good.withSeed(-1))
        .isInstanceOf(InputException.class)
        .hasMessage("seed is '-1': expected 0 or more");
  }

  @Test
  void aPartOfAnEpochIsAStepAtLeast() {
    TrainSettings little = with(Setting.EPOCHS, 0.001);
    assertThat(little.stepsFor(10)).isEqualTo(1);
    assertThat(with(Setting.EPOCHS, 2.0).stepsFor(33)).isEqualTo(4);
  }
}
