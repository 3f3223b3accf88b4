package peftlab.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every number here was computed elsewhere: with NumPy, by hand, or in the paper named. */
class StatsTest {
  @Test
  void meanSpreadAndStudentsInterval() {
    Summary summary = Summary.of(0.71, 0.74, 0.75);
    assertThat(summary.mean()).isCloseTo(0.733333333, within(1e-9));
    assertThat(summary.sd()).isCloseTo(0.020816660, within(1e-9));
    assertThat(summary.halfWidth(0.95))
        .isCloseTo(4.302653 * 0.020816660 / Math.sqrt(3), within(1e-7));
    assertThat(Summary.of(1, 3).halfWidth(0.95)).isCloseTo(12.706204736, within(1e-8));
    assertThat(Summary.of(0.5).halfWidth(0.95)).isNaN();
    assertThat(Summary.of(0.5).sd()).isNaN();
    assertThat(Summary.of().mean()).isNaN();
    assertThat(Summary.of(1, 2, 3, 4, 5).halfWidth(0.95))
        .isCloseTo(2.776445 * Math.sqrt(2.5 / 5), within(1e-6));
  }

  @Test
  void holmsCorrection() {
    assertThat(Holm.adjust(List.of(0.01, 0.04, 0.03, 0.005)))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
        .containsExactly(0.03, 0.06, 0.06, 0.02);
    assertThat(Holm.adjust(List.of(0.6, 0.7))).containsExactly(1.0, 1.0);
    assertThat(Holm.adjust(List.of())).isEmpty();
  }

  @Test
  void expectedBestIsTheMeanOverAllDrawsWithoutReplacement() {
    double two = (10 + 20 + 50 + 20 + 50 + 50) / 6.0;
    double three = (20 + 50 + 50 + 50) / 4.0;
    assertThat(ExpectedBest.of(List.of(20.0, 0.0, 50.0, 10.0)))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
        .containsExactly(20.0, two, three, 50.0);
  }

  @Test
  void expectedBestOfASingleTrialIsItsScore() {
    assertThat(ExpectedBest.of(List.of(0.7))).containsExactly(0.7);
  }

  @Test
  void nemenyisQuantilesAreThoseOfDemsarsTable5() {
    double[] published = {1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164};
    for (int k = 2; k <= 10; k++) {
      assertThat(Ranking.nemenyi(k)).isCloseTo(published[k - 2], within(0.0011));
    }
  }

  @Test
  void friedmansTestOverFourteenTasks() {
    List<List<Double>> scores =
        List.of(
            List.of(0.763, 0.768, 0.771, 0.798), List.of(0.599, 0.591, 0.590, 0.569),
            List.of(0.954, 0.971, 0.968, 0.967), List.of(0.628, 0.661, 0.654, 0.657),
            List.of(0.882, 0.888, 0.886, 0.898), List.of(0.936, 0.931, 0.916, 0.931),
            List.of(0.661, 0.668, 0.609, 0.685), List.of(0.583, 0.583, 0.563, 0.625),
            List.of(0.775, 0.838, 0.866, 0.875), List.of(1.0, 1.0, 1.0, 1.0),
            List.of(0.940, 0.962, 0.965, 0.962), List.of(0.619, 0.666, 0.614, 0.669),
            List.of(0.972, 0.981, 0.975, 0.975), List.of(0.957, 0.978, 0.946, 0.970));

    Ranking ranking = Ranking.of(scores);

    assertThat(ranking.ranks())
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-8 ? 0 : 1)
        .containsExactly(44 / 14.0, 2.0, 41 / 14.0, 27 / 14.0);
    assertThat(ranking.p()).isCloseTo(0.01435245, within(1e-6));
    assertThat(ranking.criticalDifference()).isCloseTo(1.25, within(0.005));
  }
}
