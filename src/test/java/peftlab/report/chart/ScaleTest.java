package peftlab.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScaleTest {
  @Test
  void ticksAreRoundAndHaveAsManyDigitsAsTheirStep() {
    Scale scores = Scale.exact(71.3, 79.2, 6);
    assertThat(scores.ticks().stream().map(scores::plain)).containsExactly("72", "74", "76", "78");
    Scale narrow = Scale.exact(76.12, 77.08, 6);
    assertThat(narrow.ticks().stream().map(narrow::plain))
        .containsExactly("76.2", "76.4", "76.6", "76.8", "77.0");
    Scale negative = Scale.exact(-1, 1, 5);
    assertThat(negative.ticks().stream().map(negative::plain))
        .containsExactly("-1.0", "-0.5", "0.0", "0.5", "1.0");
  }

  @Test
  void anAxisFromZeroHasItsZero() {
    Scale bytes = Scale.fromZero(565e6, 6);
    assertThat(bytes.low()).isZero();
    assertThat(bytes.ticks()).startsWith(0.0, 100e6).endsWith(500e6);
  }

  @Test
  void decadesAreEqualLengths() {
    Scale rates = Scale.decades(1e-5, 1e-1);
    assertThat(rates.share(1e-3)).isCloseTo(0.5, within(1e-12));
    assertThat(rates.ticks()).hasSize(5);
  }

  @Test
  void equalValuesStillHaveAnAxis() {
    Scale flat = Scale.around(75, 75, 6);
    assertThat(flat.high()).isGreaterThan(flat.low());
    assertThat(flat.share(75)).isBetween(0.2, 0.8);
  }

  @Test
  void aMovingAverageIsSymmetricAndEndsWithItsWindow() {
    List<Double> line = IntStream.range(0, 100).mapToObj(i -> (double) i).toList();
    List<Double> smooth = LearningCurves.smooth(line);
    assertThat(smooth).isEqualTo(line.subList(0, 95));
  }
}
