package peftlab.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.metric.Metric;

/**
 * The crossed test where examples differ more than seeds do, and where some runs do not differ at
 * all. The expected numbers were computed from the papers' formulas with NumPy and SciPy.
 */
class CrossedSpreadTest {
  private static final int EXAMPLES = 12;

  @ParameterizedTest
  @CsvSource({
    // the two methods, whether their seeds are the same; difference, low, high, p
    "0, 1, true, -0.0090277778, -0.3002328134, 0.2821772578, 0.9469269148",
    "0, 1, false, -0.0090277778, -0.2997393947, 0.2816838391, 0.9467874090",
    "1, 3, true, -0.8986111111, -2.5395358582, 0.7423136360, 0.1723178469"
  })
  void examplesThatVaryMoreThanSeedsBringMoreDegreesOfFreedom(
      int a, int b, boolean paired, double gap, double low, double high, double p) {
    int[] scales = {0, 3, 1, 9};
    List<CrossedTest.Runs> methods =
        IntStream.range(0, 4).mapToObj(m -> runs(m, scales[m], paired || m != b ? 1 : 7)).toList();

    check(new CrossedTest(methods).compare(a, b), gap, low, high, p);
  }

  @Test
  void aMethodWhoseRunsAreAllTheSameSaysNothingAboutTheSpreadOfOthers() {
    CrossedTest test = new CrossedTest(List.of(runs(0, 1, 1), runs(1, 1, 1), same(0, 0, 0)));

    check(test.compare(0, 1), 0.0909722222, -0.2215029856, 0.4034474301, 0.5412269282);
    check(test.compare(0, 2), 0.0868055556, -0.1267489422, 0.3003600533, 0.3933518909);
  }

  /** Five equal runs have mean squares of 1e-31 and 1e-32 by rounding, whose ratio is 19. */
  @Test
  void roundingIsNoSpread() {
    List<Integer> labels = IntStream.range(0, 20).mapToObj(i -> i % 3 == 0 ? 0 : 1).toList();
    double[] run = Jackknife.values(new Run(labels, Collections.nCopies(20, 1)), Metric.ACCURACY);

    MeanSquares collapsed = MeanSquares.of(new double[][] {run, run, run, run, run});

    assertThat(collapsed).isEqualTo(new MeanSquares(5, 20, 0, 0));
  }

  @Test
  void oneMethodAloneKeepsItsOwnSpread() {
    CrossedTest test = new CrossedTest(List.of(runs(0, 1, 1), same(0, 0, 0)));

    check(test.compare(0, 1), 0.0868055556, -0.1492949441, 0.3229060552, 0.4249386781);
  }

  @Test
  void seedsThatMoveAllExamplesAlikeAreTheWholeSpread() {
    CrossedTest test =
        new CrossedTest(List.of(same(0, 0.1, 0.3), same(0, 0, 0), runs(0, 1, 1), runs(1, 1, 1)));

    check(test.compare(0, 1), 0.1333333333, -0.2461249700, 0.5127916367, 0.2697032567);
  }

  /** Values that depend on the example, on the seed as much as {@code scale} says, and on both. */
  private static CrossedTest.Runs runs(int m, int scale, long firstSeed) {
    return new CrossedTest.Runs(
        List.of(firstSeed, firstSeed + 1, firstSeed + 2),
        IntStream.range(0, 3)
            .mapToObj(
                s ->
                    IntStream.range(0, EXAMPLES)
                        .mapToDouble(
                            i ->
                                (i * (7 + m)) % 11 / 10.0
                                    + scale * ((s * (m + 2)) % 3) / 10.0
                                    + (i * i * (s + 1) + 3 * m * i + s) % 7 / 40.0)
                        .toArray())
            .toList());
  }

  /** The first run of a third method three times, moved by this much. */
  private static CrossedTest.Runs same(double... moved) {
    double[] run = runs(2, 0, 1).values().get(0);
    return new CrossedTest.Runs(
        List.of(1L, 2L, 3L),
        Arrays.stream(moved)
            .mapToObj(by -> Arrays.stream(run).map(value -> value + by).toArray())
            .toList());
  }

  private static void check(Difference found, double gap, double low, double high, double p) {
    assertThat(found.difference()).isCloseTo(gap, within(1e-9));
    assertThat(found.low()).isCloseTo(low, within(1e-8));
    assertThat(found.high()).isCloseTo(high, within(1e-8));
    assertThat(found.p()).isCloseTo(p, within(1e-8));
  }
}
