package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The numbers are those of {@code get_linear_schedule_with_warmup} and {@code
 * get_constant_schedule_with_warmup} of Hugging Face's transformers 5.17.
 */
class ScheduleTest {

  @ParameterizedTest
  @CsvSource({
    // steps of the warm-up, all steps, the steps looked at, their factors
    "LINEAR, 0, 5, 0 1 2 3 4, 1 0.8 0.6 0.4 0.2",
    "LINEAR, 2, 6, 0 1 2 3 4 5, 0 0.5 1 0.75 0.5 0.25",
    "LINEAR, 7, 120, 0 1 6 7 8 60 119, 0 .142857143 .857142857 1 .991150442 .530973451 .008849558",
    "LINEAR, 5, 5, 0 1 2 3 4, 0 0.2 0.4 0.6 0.8",
    "CONSTANT, 0, 5, 0 1 4, 1 1 1",
    "CONSTANT, 2, 6, 0 1 2 3 5, 0 0.5 1 1 1",
    "CONSTANT, 7, 120, 0 1 6 7 8 119, 0 .142857143 .857142857 1 1 1"
  })
  void agreesWithHuggingFaces(Schedule schedule, int warmup, int all, String at, String factors) {
    int[] steps = Arrays.stream(at.split(" ")).mapToInt(Integer::parseInt).toArray();
    double[] expected =
        Arrays.stream(factors.split(" ")).mapToDouble(Double::parseDouble).toArray();

    for (int i = 0; i < steps.length; i++) {
      assertThat(schedule.factor(steps[i], all, warmup))
          .as("step " + steps[i])
          .isCloseTo(expected[i], within(1e-9));
    }
  }
}
