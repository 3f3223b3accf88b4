package peftlab.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are scikit-learn 1.9's; its macro F1 was given all classes as {@code labels}. */
class MetricTest {

  @ParameterizedTest
  @CsvSource({
    // true classes, predicted classes, accuracy, macro F1, Matthews correlation, F1 of class 1
    "1111000000, 1110110000, 0.7, 0.696969696969697, 0.408248290463863, 0.6666666666666666",
    "000011122222, 001211022210, 0.5833333333333334, 0.5793650793650794, 0.37896836447993354,",
    "00011113, 01011313, 0.75, 0.5541666666666667, 0.6155870112510925,",
    "011101, 111111, 0.6666666666666666, 0.4, 0, 0.8",
    "0121, 0121, 1, 1, 1,",
    "0101, 1010, 0, 0, -1, 0"
  })
  void agreeWithScikitLearns(
      String actual, String predicted, double accuracy, double macro, double mcc, Double f1) {
    int classes = 1 + Math.max(max(actual), max(predicted));

    Map<String, Double> metrics =
        Metric.all(Confusion.of(classes(predicted), classes(actual), classes));

    assertThat(metrics.get("accuracy")).isCloseTo(accuracy, within(1e-12));
    assertThat(metrics.get("macro_f1")).isCloseTo(macro, within(1e-12));
    assertThat(metrics.get("mcc")).isCloseTo(mcc, within(1e-12));
    assertThat(metrics.containsKey("binary_f1")).isEqualTo(f1 != null);
    if (f1 != null) {
      assertThat(metrics.get("binary_f1")).isCloseTo(f1, within(1e-12));
    }
    assertThat(Metric.ids()).containsAll(metrics.keySet());
  }

  private static int[] classes(String digits) {
    return digits.chars().map(digit -> digit - '0').toArray();
  }

  private static int max(String digits) {
    return Arrays.stream(classes(digits)).max().orElseThrow();
  }
}
