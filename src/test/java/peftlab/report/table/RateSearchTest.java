package peftlab.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.report.Results;

class RateSearchTest {

  @Test
  void theChosenRateIsTheOneOfTheFinalTrialsThoughAnotherTies() {
    List<TrialResult> results = tied();
    results.add(result(RecordedTrial.FINAL, 4e-3, 0.75));

    RateSearch search = search(results);

    assertThat(search.chosen().lr()).isEqualTo(4e-3);
    assertThat(search.chosen().score()).isEqualTo(0.8);
    assertThat(search.atEdge()).isFalse();
    assertThat(SearchTable.of(ResultTable.of(results)).orElseThrow().text(0, 5)).isEqualTo("4e-3");
  }

  @Test
  void aFinalTrialThatFailedStillSaysWhichRateWasChosen() {
    List<TrialResult> results = tied();
    results.add(
        Results.failed(
            result(RecordedTrial.FINAL, 4e-3, 0.75), Status.DIVERGED, "the loss became NaN"));

    assertThat(search(results).chosen().lr()).isEqualTo(4e-3);
  }

  @Test
  void beforeTheFinalTrialsTheLowestOfEqualsIsTheOneThatTheyWillRunAt() {
    assertThat(search(tied()).chosen().lr()).isEqualTo(1e-3);
    assertThat(search(tied()).atEdge()).isTrue();
  }

  @Test
  void aFinalRateThatWasNeverTriedHasNoScoreAndIsBeyondTheEdgeIfItIs() {
    List<TrialResult> results = tied();
    results.add(result(RecordedTrial.FINAL, 5e-2, 0.75));

    assertThat(search(results).chosen().lr()).isEqualTo(5e-2);
    assertThat(search(results).chosen().finished()).isFalse();
    assertThat(search(results).atEdge()).isTrue();
    assertThat(SearchTable.of(ResultTable.of(results)).orElseThrow().text(0, 6)).isEqualTo("–");
  }

  @Test
  void rowsStandInTheOrderOfTheirSearchesWhateverFinalTrialWasRunLast() {
    List<TrialResult> results = new ArrayList<>();
    for (String method : List.of("a", "b")) {
      results.add(result(RecordedTrial.SEARCH, method, 1e-3, 0.7));
    }
    results.add(result(RecordedTrial.FINAL, "b", 1e-3, 0.7));
    results.add(result(RecordedTrial.FINAL, "a", 1e-3, 0.7));

    assertThat(ResultTable.of(results).rows())
        .extracting(row -> row.configuration().method())
        .containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource({
    // workers as the result names them, process peak, whether times are shown
    "1, 0, true",
    "2, 900000000, false",
    ", 900000000, true",
    ", 0, false"
  })
  void timesOfTrialsThatRanBesideOthersAreNoColumn(String workers, long peak, boolean shown) {
    List<TrialResult> results = Results.suite().stream().map(r -> ran(r, workers, peak)).toList();
    ResultTable table = ResultTable.of(results);

    assertThat(Measures.timed(table.finished())).isEqualTo(shown);
    PaperTable paper = MainTable.of("t", table, Marks.best(table), List.of());
    assertThat(paper.headers().contains("time")).isEqualTo(shown);
    assertThat(String.join(" ", paper.notes()).contains("time: training")).isEqualTo(shown);
    assertThat(String.join(" ", paper.notes()).contains("trials ran at the same time"))
        .isEqualTo(!shown);
    assertThat(
            TidyTable.of(table, Marks.best(table)).stringColumn("shared_machine").unique().asList())
        .containsExactly(String.valueOf(!shown));
  }

  @Test
  void oneTrialBesideOthersTakesTheTimesOfAllAway() {
    List<TrialResult> results = new ArrayList<>(Results.suite());
    results.set(0, ran(results.get(0), "2", 0));

    ResultTable table = ResultTable.of(results);

    assertThat(MainTable.of("t", table, Marks.best(table), List.of()).headers())
        .doesNotContain("time");
    assertThat(Measures.timed(List.of())).isFalse();
  }

  private static List<TrialResult> tied() {
    return new ArrayList<>(
        List.of(
            result(RecordedTrial.SEARCH, 4e-3, 0.8),
            result(RecordedTrial.SEARCH, 1e-3, 0.8),
            result(RecordedTrial.SEARCH, 9e-3, 0.7)));
  }

  private static RateSearch search(List<TrialResult> results) {
    return ResultTable.of(results).searches().get(0);
  }

  private static TrialResult result(String phase, double lr, double accuracy) {
    return result(phase, "lora", lr, accuracy);
  }

  private static TrialResult result(String phase, String method, double lr, double accuracy) {
    RecordedTrial trial = Results.trial("wordnet", phase, method, Results.lora(8), 1, lr);
    TrialResult result = Results.of(trial, accuracy, 73_728);
    return with(result, Map.of("accuracy", accuracy), result.peakRssBytes(), result.provenance());
  }

  private static TrialResult ran(TrialResult result, String workers, long peak) {
    Map<String, String> provenance = new java.util.TreeMap<>(result.provenance());
    if (workers != null) {
      provenance.put(TrialResult.WORKERS, workers);
    }
    return with(result, result.metrics(), peak, provenance);
  }

  private static TrialResult with(
      TrialResult r, Map<String, Double> metrics, long peak, Map<String, String> provenance) {
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
        r.timing(),
        r.learningCurve(),
        r.extras(),
        provenance);
  }
}
