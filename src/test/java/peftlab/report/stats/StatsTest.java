package peftlab.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peftlab.report.stats.Bootstrap.Difference;
import peftlab.train.Metrics;

/** Every number here was computed elsewhere: with NumPy, by hand, or in the paper named. */
class StatsTest {
  private static final int[] THRESHOLDS = {200, 260};
  private static final int[] SHIFTS = {0, 15, -10};

  @Test
  void meanSpreadAndStudentsInterval() {
    Summary summary = Summary.of(0.71, 0.74, 0.75);
    assertThat(summary.mean()).isCloseTo(0.733333333, within(1e-9));
    assertThat(summary.sd()).isCloseTo(0.020816660, within(1e-9));
    assertThat(summary.halfWidth(0.95))
        .isCloseTo(4.302653 * 0.020816660 / Math.sqrt(3), within(1e-7));
    assertThat(Summary.of(0.5).halfWidth(0.95)).isNaN();
    assertThat(Summary.of(0.5).sd()).isNaN();
    assertThat(Summary.of().mean()).isNaN();
    assertThat(Summary.of(1, 2, 3, 4, 5).halfWidth(0.95))
        .isCloseTo(2.776445 * Math.sqrt(2.5 / 5), within(1e-6));
  }

  @Test
  void bootstrapOverExamplesAndSeedsAgreesWithNumPys() {
    Bootstrap bootstrap =
        new Bootstrap(List.of(runs(0, 3), runs(1, 3)), StatsTest::accuracy, 40_000, 1);

    Difference difference = bootstrap.compare(0, 1);

    assertThat(difference.difference()).isCloseTo(0.068333, within(1e-6));
    assertThat(difference.low()).isCloseTo(-0.0075, within(0.004));
    assertThat(difference.high()).isCloseTo(0.16, within(0.006));
    assertThat(difference.p()).isCloseTo(0.0847, within(0.012));
    assertThat(difference.exampleSd()).isCloseTo(0.015709, within(0.0004));
    Difference back = bootstrap.compare(1, 0);
    assertThat(back.difference()).isEqualTo(-difference.difference());
    assertThat(back.p()).isEqualTo(difference.p());
  }

  @Test
  void aMethodDoesNotDifferFromItself() {
    Bootstrap bootstrap =
        new Bootstrap(List.of(runs(0, 1), runs(0, 1)), StatsTest::accuracy, 500, 1);
    assertThat(bootstrap.compare(0, 1).p()).isEqualTo(1);
  }

  @Test
  void bootstrapUsesTheMetricOfTheTask() {
    Bootstrap bootstrap =
        new Bootstrap(List.of(runs(0, 1), runs(1, 1)), c -> Metrics.of("macro_f1", c), 500, 1);
    double[] f1 = new double[2];
    for (int m = 0; m < 2; m++) {
      Run run = runs(m, 1).get(0);
      f1[m] =
          Metrics.of(
                  run.predictions().stream().mapToInt(i -> i).toArray(),
                  run.labels().stream().mapToInt(i -> i).toArray(),
                  3)
              .get("macro_f1");
    }
    assertThat(bootstrap.compare(0, 1).difference()).isCloseTo(f1[0] - f1[1], within(1e-12));
  }

  @Test
  void runsOnDifferentExamplesAreNotCompared() {
    Run run = runs(0, 1).get(0);
    Run other = new Run(run.predictions(), run.predictions());
    assertThatThrownBy(
            () -> new Bootstrap(List.of(List.of(run), List.of(other)), StatsTest::accuracy, 10, 1))
        .hasMessageContaining("different examples");
    assertThatThrownBy(() -> McNemar.p(run, other)).hasMessageContaining("different examples");
  }

  private static double accuracy(long[][] confusion) {
    return Metrics.of("accuracy", confusion);
  }

  /** Labels 0, 1, 2, 0, …; wrong wherever a fixed hash of place, method and run is small. */
  private static List<Run> runs(int method, int count) {
    List<Run> runs = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      List<Integer> labels = new ArrayList<>();
      List<Integer> predictions = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int hash = (i * 7919 + (method * 3 + s) * 104_729 + (i * i * 31) % 997) % 1000;
        int label = i % 3;
        labels.add(label);
        predictions.add(hash < THRESHOLDS[method] + SHIFTS[s] ? (label + 1) % 3 : label);
      }
      runs.add(new Run(labels, predictions));
    }
    return runs;
  }

  @Test
  void mcNemarsExactTest() {
    assertThat(McNemar.p(5, 15)).isCloseTo(0.04138946533203125, within(1e-12));
    assertThat(McNemar.p(15, 5)).isCloseTo(0.04138946533203125, within(1e-12));
    assertThat(McNemar.p(7, 7)).isEqualTo(1);
    assertThat(McNemar.p(0, 0)).isEqualTo(1);
    Run right = new Run(List.of(0, 1, 1, 0, 1, 0), List.of(0, 1, 1, 0, 1, 0));
    Run wrong = new Run(List.of(0, 1, 1, 0, 1, 0), List.of(1, 0, 0, 1, 0, 1));
    assertThat(McNemar.p(right, wrong)).isCloseTo(2.0 / 64, within(1e-12));
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
  void seedsThatWouldResolveAGapAreCohensSampleSizes() {
    assertThat(SeedsNeeded.of(0.5, 1, 1, 0)).hasValue(64);
    assertThat(SeedsNeeded.of(-1, 1, 1, 0)).hasValue(17);
    assertThat(SeedsNeeded.of(0.8, 1, 1, 0)).hasValue(26);
    assertThat(SeedsNeeded.of(0.5, 1, 1, 0.2)).isEmpty();
    assertThat(SeedsNeeded.of(0.5, 1, 1, 0.1).orElseThrow()).isGreaterThan(64);
    assertThat(SeedsNeeded.of(0.5, Double.NaN, 1, 0)).isEmpty();
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
