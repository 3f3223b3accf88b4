package peftlab.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Timing;
import peftlab.metric.Metric;
import peftlab.report.Results;
import peftlab.report.chart.Drawn.Circle;
import peftlab.report.table.Format;
import peftlab.report.table.ResultTable;

class ChartsTest {
  @Test
  void pointsOfOneSizeStandAtOnePlace() throws Exception {
    long[] sizes = {7_680, 73_728, 73_728, 22_565_376};
    double[] scores = {0.78, 0.77, 0.76, 0.75};
    List<TrialResult> results = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      results.add(Results.of("wordnet", "m" + i, Map.of(), 1, scores[i], sizes[i]));
    }

    List<Circle> points = Drawn.circles(chart(results, "score-by-parameters"), Palette.VERMILLION);

    assertThat(points).hasSize(4);
    double first = points.get(0).x();
    double whole = points.get(3).x() - first;
    assertThat(whole).isGreaterThan(50);
    for (int i = 0; i < sizes.length; i++) {
      double share =
          Math.log((double) sizes[i] / sizes[0]) / Math.log((double) sizes[3] / sizes[0]);
      assertThat((points.get(i).x() - first) / whole).isCloseTo(share, within(0.001));
    }
  }

  @Test
  void scoresStandWhereTheirAxisSays() throws Exception {
    List<TrialResult> results = new ArrayList<>();
    for (String method : List.of("a", "b", "c")) {
      results.add(Results.of("wordnet", method, Map.of(), 1, 0.7 + 0.05 * results.size(), 100));
    }
    List<Double> scores =
        results.stream()
            .map(r -> r.metrics().get("accuracy"))
            .sorted((a, b) -> b.compareTo(a))
            .toList();

    List<Circle> means = Drawn.circles(chart(results, "score-by-parameters"), Palette.BLUE);

    assertThat(means).hasSize(3);
    double share = (scores.get(1) - scores.get(2)) / (scores.get(0) - scores.get(2));
    assertThat((means.get(1).x() - means.get(2).x()) / (means.get(0).x() - means.get(2).x()))
        .isCloseTo(share, within(0.001));
  }

  @Test
  void ratesStandWhereTheirAxisSays() throws Exception {
    List<TrialResult> results = search("lora", 1e-4, 1e-3, 4e-3);

    List<Circle> points = Drawn.circles(chart(results, "rate-sensitivity"), Palette.BLUE);

    List<Double> x = points.stream().map(Circle::x).sorted().toList();
    assertThat(x).hasSize(3);
    assertThat((x.get(1) - x.get(0)) / (x.get(2) - x.get(0)))
        .isCloseTo(Math.log(10) / Math.log(40), within(0.001));
  }

  @Test
  void theRingIsAtTheRateOfTheFinalRuns() throws Exception {
    List<TrialResult> results = search("lora", 1e-4, 4e-3, 1e-3);

    Chart chart = chart(results, "rate-sensitivity");

    List<Circle> rings = Drawn.circles(chart).stream().filter(c -> c.radius() == 6).toList();
    List<Double> points =
        Drawn.circles(chart, Palette.BLUE).stream().map(Circle::x).sorted().toList();
    assertThat(rings).hasSize(1);
    assertThat(rings.get(0).x()).isEqualTo(points.get(1));
    assertThat(chart.description()).contains("chosen 1e-3");
  }

  @Test
  void runsBelowTheAxisLeaveAMarkAtItsFloor() throws Exception {
    List<TrialResult> results = new ArrayList<>(search("lora", 1e-4, 1e-3));
    RecordedTrial collapsed =
        Results.trial("wordnet", RecordedTrial.SEARCH, "lora", Map.of(), 1, 1e-2);
    assertThat(Drawn.triangles(chart(results, "rate-sensitivity"), Palette.VERMILLION)).isZero();

    results.add(Results.of(collapsed, 0.135, 1000));

    assertThat(Drawn.triangles(chart(results, "rate-sensitivity"), Palette.VERMILLION)).isOne();
  }

  @Test
  void aSingleRunHasWilsonsInterval() {
    TrialResult one = accuracy(Results.of("wordnet", "lora", Map.of(), 1, 0.7, 1000), 0.763);
    assertThat(chart(List.of(one), "score-by-parameters").description())
        .contains("lora: 76.3 (95 % interval 73.6 to 78.8), 1,000 parameters");
  }

  @Test
  void threeSeedsHaveStudentsIntervalUnlessTheyAreEqual() {
    List<TrialResult> results = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      TrialResult lora = Results.of("wordnet", "lora", Map.of(), seed, 0.7, 1000);
      results.add(accuracy(lora, 0.75 + 0.01 * seed));
      results.add(accuracy(Results.of("wordnet", "full", Map.of(), seed, 0.7, 2000), 0.683));
    }
    assertThat(chart(results, "score-by-parameters").description())
        .contains("lora: 77.0 (95 % interval 74.5 to 79.5), 1,000 parameters")
        .contains("full: 68.3, 2,000 parameters");
  }

  @Test
  void anOlderStudentsTeacherIsSaidToBeMissing() {
    TrialResult old = with(Results.of("wordnet", "m", Map.of(), 1, 0.77, 10_000), 1, 30);
    TrialResult plain = Results.of("wordnet", "lora", Map.of(), 1, 0.77, 10_000);
    double own = old.timing().trainSeconds();
    assertThat(chart(List.of(old), "memory").description())
        .contains("does not include the teacher");
    assertThat(chart(List.of(plain), "memory").description())
        .doesNotContain("does not include the teacher");
    assertThat(chart(List.of(old), "time").description())
        .isEqualTo("m " + Format.seconds(own + 30) + ".");
  }

  @Test
  void chartsOfScoresSayWhichRowsDiverged() {
    assertThat(chart(Results.suite(), "score-by-parameters").description())
        .contains("Not shown because seeds diverged: bitfit.")
        .doesNotContain("bitfit:");
    assertThat(chart(Results.seed(1), "score-by-parameters").description())
        .contains("bitfit:")
        .doesNotContain("Not shown");
  }

  @Test
  void aCorrelationIsNoPercentage() {
    assertThat(Metric.ACCURACY.axis()).isEqualTo("accuracy (%)");
    assertThat(Metric.MCC.axis()).isEqualTo("Matthews corr. × 100");
  }

  @Test
  void noTwoLinesLookAlike() {
    Set<String> looks = new HashSet<>();
    for (int i = 0; i < 63; i++) {
      looks.add(Palette.look(i).color() + " " + Palette.look(i).glyph());
    }
    assertThat(looks).hasSize(63);
  }

  @Test
  void fewerThanEightRatesGiveNoExpectedBest() {
    double[] seven = {1e-4, 2e-4, 4e-4, 8e-4, 1e-3, 2e-3, 4e-3};
    double[] eight = {1e-4, 2e-4, 4e-4, 8e-4, 1e-3, 2e-3, 4e-3, 8e-3};
    assertThat(names(search("lora", seven)))
        .contains("rate-sensitivity")
        .doesNotContain("best-of-k");
    assertThat(names(search("lora", eight))).contains("best-of-k");
  }

  @Test
  void runsThatSharedTheMachineHaveNoTimeChart() {
    TrialResult alone = Results.of("wordnet", "lora", Results.lora(8), 1, 0.77, 73_728);
    TrialResult beside = with(Results.of("wordnet", "full", Map.of(), 1, 0.77, 22_565_376), 0, 0);
    assertThat(names(List.of(alone))).contains("time", "memory");
    assertThat(names(List.of(alone, beside))).contains("memory").doesNotContain("time");
  }

  @Test
  void anotherLossHasAxesOfItsOwn() throws Exception {
    TrialResult plain = Results.of("wordnet", "lora", Results.lora(8), 1, 0.77, 73_728);
    TrialResult declared = Results.of("wordnet", "distillation", Map.of(), 1, 0.77, 10_000);
    TrialResult taught =
        with(Results.of("wordnet", "of a plug-in", Map.of(), 1, 0.77, 10_000), 1, 30);
    Chart chart = chart(List.of(plain, declared, taught), "learning-curves");
    assertThat(chart.description())
        .containsPattern("distillation [0-9.]+ \\(another loss\\)")
        .containsPattern("of a plug-in [0-9.]+ \\(another loss\\)")
        .containsPattern("lora r=8 [0-9.]+;");
    Chart same = chart(List.of(plain), "learning-curves");
    assertThat(same.description()).doesNotContain("another loss");
    assertThat(chart.drawing().height()).isGreaterThan(2 * same.drawing().height());
  }

  @Test
  void theBestRankComesFirst() {
    String words = chart(Results.fiveTasks(), "critical-difference").description();
    assertThat(words).startsWith("Best first: full 1.00; lora r=8 2.00; bitfit 3.00; head 4.00.");
  }

  @Test
  void everyChartHasAnAlternativeText() throws Exception {
    for (Chart chart : Charts.of(ResultTable.of(Results.searched()))) {
      Document svg = Drawn.document(chart);
      Element root = svg.getDocumentElement();
      assertThat(root.getAttribute("role")).isEqualTo("img");
      for (String reference : List.of("aria-labelledby", "aria-describedby")) {
        String id = root.getAttribute(reference);
        String tag = reference.equals("aria-labelledby") ? "title" : "desc";
        Element text = (Element) root.getElementsByTagName(tag).item(0);
        assertThat(text.getAttribute("id")).as(chart.name()).isNotEmpty().isEqualTo(id);
        assertThat(text.getTextContent()).as(chart.name()).hasSizeGreaterThan(10);
      }
      assertThat(root.getAttribute("width")).isEqualTo("590");
    }
  }

  @Test
  void namesOfAnyKindAndLengthAreDrawn() throws Exception {
    String odd = "a\u0000b\uD800c\uFFFF<&>\"";
    List<TrialResult> results = new ArrayList<>();
    for (String name : List.of(odd, "x".repeat(5000) + "1", " ", "word ".repeat(900) + "2")) {
      results.add(Results.of("wordnet", name, Map.of(), 1, 0.7, 1000));
    }
    for (Chart chart : Charts.of(ResultTable.of(results))) {
      assertThat(Drawn.document(chart).getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(chart.drawing().height()).as(chart.name()).isLessThan(3000);
    }
  }

  @Test
  void longNamesKeepTheirEnds() {
    String fitting = Heading.fitting("x".repeat(100) + " r=16", Pen.TEXT, 120);
    assertThat(fitting).startsWith("xx").contains("…").endsWith(" r=16");
    assertThat(Pen.width(fitting, Pen.TEXT)).isLessThanOrEqualTo(120);
  }

  private static TrialResult accuracy(TrialResult result, double accuracy) {
    return with(result, Map.of("accuracy", accuracy), result.peakRssBytes(), 0);
  }

  private static TrialResult with(TrialResult result, long peak, double teacherSeconds) {
    return with(result, result.metrics(), peak, teacherSeconds);
  }

  private static TrialResult with(
      TrialResult r, Map<String, Double> metrics, long peak, double teacherSeconds) {
    Timing t = r.timing();
    return new TrialResult(
        r.id(),
        r.trial(),
        r.status(),
        r.reason(),
        metrics,
        r.metric(),
        r.evalRows(),
        r.counts(),
        r.memory(),
        r.predictedMemory(),
        peak,
        r.adapterBytes(),
        new Timing(
            t.trainSeconds(),
            t.stepMillisMedian(),
            t.tokensPerSecond(),
            t.evalSeconds(),
            t.steps(),
            t.tokens(),
            teacherSeconds),
        r.learningCurve(),
        r.extras(),
        r.provenance());
  }

  /** A search of {@code rates}, and a final trial at the last of them. */
  private static List<TrialResult> search(String method, double... rates) {
    List<TrialResult> results = new ArrayList<>();
    for (double lr : rates) {
      RecordedTrial trial = Results.trial("wordnet", RecordedTrial.SEARCH, method, Map.of(), 1, lr);
      results.add(Results.of(trial, 0.7 + lr, 1000));
    }
    double last = rates[rates.length - 1];
    RecordedTrial trial = Results.trial("wordnet", "final", method, Map.of(), 1, last);
    results.add(Results.of(trial, 0.77, 1000));
    return results;
  }

  private static List<String> names(List<TrialResult> results) {
    return Charts.of(ResultTable.of(results)).stream().map(Chart::name).toList();
  }

  private static Chart chart(List<TrialResult> results, String name) {
    return Charts.of(ResultTable.of(results)).stream()
        .filter(chart -> chart.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
