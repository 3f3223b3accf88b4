package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.CurvePoint;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.report.Report.Mixed;

/** Whatever a suite left behind, there is a report of it. */
class OddResultsTest {
  @TempDir Path folder;

  static Stream<Arguments> suites() {
    TrialResult lora = Results.of("wordnet", "lora", Results.lora(8), 1, 0.77, 73_728);
    TrialResult full = Results.of("wordnet", "full", Map.of(), 1, 0.79, 22_565_376);
    TrialResult broken = Results.failed(full, Status.OUT_OF_MEMORY, "no memory left");
    List<TrialResult> equal = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      for (String method : List.of("lora", "dora", "head")) {
        TrialResult result = Results.of("wordnet", method, Map.of(), seed, 0.75, 0);
        equal.add(changed(result, Map.of("accuracy", 0.75), result.learningCurve()));
      }
    }
    List<CurvePoint> nan = List.of(new CurvePoint(1, Double.NaN), new CurvePoint(2, 0));
    return Stream.of(
        Arguments.of("one run", List.of(lora), "76.8"),
        Arguments.of("all failed", List.of(broken), "no memory left"),
        Arguments.of("all equal", equal, "75.0 ± 0.0*"),
        Arguments.of("none right", List.of(score(lora, 0), score(full, 0)), " 0.0*"),
        Arguments.of("collapsed rate", List.of(search(0.5), score(search(5), 0), lora), "76.8"),
        Arguments.of(
            "no rate ended well",
            List.of(Results.failed(search(5), Status.DIVERGED, "NaN"), full),
            "every learning rate failed (1 tried)"),
        Arguments.of("no metric", List.of(changed(lora, Map.of(), List.of())), "no accuracy"),
        Arguments.of("score is NaN", List.of(score(lora, Double.NaN), full), "its accuracy is NaN"),
        Arguments.of("loss is NaN", List.of(changed(lora, lora.metrics(), nan), full), "76.8"),
        Arguments.of("one seed beside three", unequal(), "; n = 1: one run"));
  }

  private static TrialResult search(double lr) {
    RecordedTrial trial =
        Results.trial("wordnet", RecordedTrial.SEARCH, "lora", Results.lora(8), 1, lr);
    return Results.of(trial, 0.76, 73_728);
  }

  private static List<TrialResult> unequal() {
    List<TrialResult> results = new ArrayList<>(Results.suite());
    results.removeIf(
        result -> result.trial().method().equals("full") && result.trial().settings().seed() > 1);
    return results;
  }

  private static TrialResult score(TrialResult result, double score) {
    return changed(result, Map.of("accuracy", score), result.learningCurve());
  }

  private static TrialResult changed(
      TrialResult r, Map<String, Double> metrics, List<CurvePoint> curve) {
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
        r.peakRssBytes(),
        r.adapterBytes(),
        r.timing(),
        curve,
        r.extras(),
        r.provenance());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("suites")
  void haveAReport(String name, List<TrialResult> results, String said) throws Exception {
    String text = Report.write(folder, name, results, Mixed.FLAG, StandardCharsets.UTF_8);

    assertThat(text).contains(said);
    assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    assertThat(Files.readString(folder.resolve("report.html"))).contains("</html>");
    assertThat(Files.readString(folder.resolve("table.html"))).doesNotContain(">NaN<");
  }
}
