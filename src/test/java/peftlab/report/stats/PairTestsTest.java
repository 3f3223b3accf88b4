package peftlab.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.metric.Metric;

/** The expected numbers were computed with NumPy, SciPy and scikit-learn from the same runs. */
class PairTestsTest {
  private static final int[] THRESHOLDS = {200, 260, 230};
  private static final int[] SHIFTS = {0, 15, -10};

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // difference, low, high, p of methods 0 and 1 among three with the same three seeds
    "ACCURACY, 0.0683333333, 0.0059715749, 0.1306950918, 0.0364767636",
    "MACRO_F1, 0.0685291649, 0.0056306679, 0.1314276618, 0.0372267361",
    "MCC, 0.1030602228, 0.0108495934, 0.1952708522, 0.0339682606"
  })
  void runsOfTheSameSeedsArePaired(Metric metric, double gap, double low, double high, double p) {
    CrossedTest test =
        new CrossedTest(List.of(of(0, 1, metric), of(1, 1, metric), of(2, 1, metric)));

    check(test.compare(0, 1), gap, low, high, p);
    check(test.compare(1, 0), -gap, -high, -low, p);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "ACCURACY, 0.0683333333, 0.0039151412, 0.1327515254, 0.0409016314",
    "MACRO_F1, 0.0685291649, 0.0034632624, 0.1335950673, 0.0419296116",
    "MCC, 0.1030602228, 0.0078072418, 0.1983132039, 0.0381574884"
  })
  void runsOfOtherSeedsAreNot(Metric metric, double gap, double low, double high, double p) {
    CrossedTest test =
        new CrossedTest(List.of(of(0, 1, metric), of(1, 4, metric), of(2, 1, metric)));

    check(test.compare(0, 1), gap, low, high, p);
  }

  @Test
  void methodsWhoseSpreadOverSeedsDiffersKeepTheirOwnSpread() {
    CrossedTest.Runs two =
        new CrossedTest.Runs(List.of(1L, 2L), values(0, Metric.ACCURACY).subList(0, 2));

    Difference difference = new CrossedTest(List.of(two, of(1, 1, Metric.ACCURACY))).compare(0, 1);

    check(difference, 0.0541666667, -0.0183553523, 0.1266886857, 0.0848210280);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "ACCURACY, 0.1, 0.0161270241, 0.1838729759, 0.0196948165",
    "MACRO_F1, 0.1014680367, 0.0175810174, 0.1853550560, 0.0180065816",
    "MCC, 0.1489239115, 0.0236147644, 0.2742330586, 0.0200865667"
  })
  void twoSingleRunsAreComparedOnTheMetricOfTheTask(
      Metric metric, double gap, double low, double high, double p) {
    double[] a = values(0, metric).get(0);
    double[] b = values(1, metric).get(0);

    check(CrossedTest.single(a, b), gap, low, high, p);
  }

  @Test
  void whatIsTheSameHasNoDifferenceAndNoInterval() {
    CrossedTest test =
        new CrossedTest(List.of(of(0, 1, Metric.MCC), of(0, 1, Metric.MCC), of(1, 1, Metric.MCC)));
    assertThat(test.compare(0, 1)).isEqualTo(new Difference(0, 0, 0, 1));
    double[] run = values(0, Metric.MCC).get(0);
    assertThat(CrossedTest.single(run, run)).isEqualTo(new Difference(0, 0, 0, 1));
    Run one = runs(0).get(0);
    assertThat(McNemar.compare(one, one).p()).isEqualTo(1);
    assertThat(McNemar.compare(one, one).high()).isZero();
  }

  @Test
  void aDifferenceThatEveryExampleShowsIsJudgedByTheirNumber() {
    double[] right = {1, 1, 1, 1, 1, 1};
    assertThat(CrossedTest.single(right, new double[6]))
        .isEqualTo(new Difference(1, 1, 1, 2 / 64.0));
  }

  @Test
  void aScoreIsTheMeanOfItsValuesForTheExamples() {
    double[] values = values(0, Metric.MCC).get(0);
    assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(0.6855911179, within(1e-9));
    assertThat(Arrays.copyOf(values, 3))
        .usingComparatorWithPrecision(1e-7)
        .containsExactly(-0.48393776, 1.00198151, 0.99246540);
    assertThat(Arrays.copyOf(values(0, Metric.MACRO_F1).get(0), 3))
        .usingComparatorWithPrecision(1e-7)
        .containsExactly(-0.00808457, 1.02472838, 0.98235421);
    assertThat(Arrays.copyOf(values(0, Metric.ACCURACY).get(0), 3))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({
    // examples that only one run got right; p and interval of mid-p McNemar, over them
    "5, 15, 0.0266036987, -0.8042798301, -0.0595524009",
    "15, 5, 0.0266036987, 0.0595524009, 0.8042798301",
    "7, 7, 1, -0.4973090354, 0.4973090354",
    "0, 6, 0.015625, -1, -0.2139244620",
    "12, 3, 0.0212707520, 0.0930358019, 0.8929245130"
  })
  void mcNemarsTest(int onlyA, int onlyB, double p, double low, double high) {
    List<Integer> labels = new ArrayList<>();
    List<Integer> a = new ArrayList<>();
    List<Integer> b = new ArrayList<>();
    for (int i = 0; i < 2 * (onlyA + onlyB); i++) {
      labels.add(1);
      a.add(i < onlyA || i >= onlyA + onlyB ? 1 : 0);
      b.add(i < onlyA ? 0 : 1);
    }

    Difference difference = McNemar.compare(new Run(labels, a), new Run(labels, b));

    check(difference, (onlyA - onlyB) / 2.0 / (onlyA + onlyB), low / 2, high / 2, p);
  }

  @Test
  void runsOnDifferentExamplesAreNotCompared() {
    Run run = runs(0).get(0);
    Run other = new Run(run.predictions(), run.predictions());
    assertThatThrownBy(() -> McNemar.compare(run, other))
        .hasMessageContaining("different examples");
    assertThatThrownBy(() -> new Run(List.of(2), List.of(0), 2)).hasMessageContaining("below 2");
  }

  private static void check(Difference found, double gap, double low, double high, double p) {
    assertThat(found.difference()).isCloseTo(gap, within(1e-9));
    assertThat(found.low()).isCloseTo(low, within(1e-8));
    assertThat(found.high()).isCloseTo(high, within(1e-8));
    assertThat(found.p()).isCloseTo(p, within(1e-8));
  }

  private static CrossedTest.Runs of(int method, long firstSeed, Metric metric) {
    return new CrossedTest.Runs(
        LongStream.range(firstSeed, firstSeed + 3).boxed().toList(), values(method, metric));
  }

  private static List<double[]> values(int method, Metric metric) {
    return runs(method).stream().map(run -> Jackknife.values(run, metric)).toList();
  }

  /** Labels 0, 1, 2, 0, …; wrong wherever a fixed hash of place, method and run is small. */
  private static List<Run> runs(int method) {
    List<Run> runs = new ArrayList<>();
    for (int s = 0; s < SHIFTS.length; s++) {
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
}
