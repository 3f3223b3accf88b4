package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.InputException;
import peftlab.Records;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Counts;
import peftlab.report.Report.Mixed;
import peftlab.report.table.ResultTable;

class ComparabilityTest {
  @TempDir Path folder;

  @Test
  void whatBelongsTogetherHasNoProblems() {
    assertThat(Comparability.findings(ResultTable.of(Results.suite()))).isEmpty();
    assertThat(Comparability.findings(ResultTable.of(Results.searched()))).isEmpty();
    assertThat(Comparability.findings(ResultTable.of(Results.fiveTasks()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "data, task wordnet: data fingerprints differ",
    "code, results: code versions differ",
    "base, model minilm: weights differ"
  })
  void differentProvenanceIsNamed(String key, String problem) {
    assertThat(problems(r -> with(r, r.trial(), Map.of(key, "other"), r.counts(), r.evalRows())))
        .singleElement()
        .asString()
        .startsWith(problem)
        .contains("other (bitfit)")
        .contains("(full, head, lora r=1 and 5 more)");
  }

  @Test
  void theCodeOfOneMethodMustAgreeAndOfTwoNeedNot() {
    List<TrialResult> results = new ArrayList<>();
    for (TrialResult r : Results.suite()) {
      Map<String, String> code = Map.of("method_code", "code of " + r.trial().method());
      results.add(with(r, r.trial(), code, r.counts(), r.evalRows()));
    }
    assertThat(Comparability.problems(ResultTable.of(results))).isEmpty();

    results.replaceAll(
        r ->
            r.trial().method().equals("lora") && r.trial().hyper().get("rank").equals(1)
                ? with(r, r.trial(), Map.of("method_code", "newer"), r.counts(), r.evalRows())
                : r);
    assertThat(Comparability.problems(ResultTable.of(results)))
        .singleElement()
        .asString()
        .startsWith("method lora: code versions differ: newer (lora r=1), code of lora (lora r=");
  }

  @Test
  void differentLengthsHeadsAndEvaluationRowsAreNamed() {
    assertThat(problems(r -> with(r, settings(r.trial(), 512, "mean"), Map.of(), r.counts(), 1000)))
        .singleElement()
        .asString()
        .contains(
            "methods differ in max_length: 128 (full, head, lora r=1 and 5 more), 512 (bitfit)");
    assertThat(problems(r -> with(r, settings(r.trial(), 128, "cls"), Map.of(), r.counts(), 1000)))
        .singleElement()
        .asString()
        .contains(
            "methods differ in pooling: mean (full, head, lora r=1 and 5 more), cls (bitfit)");
    assertThat(
            problems(r -> with(r, r.trial(), Map.of(), new Counts(25_728, 770, 25_728, 0), 1000)))
        .singleElement()
        .asString()
        .contains(
            "heads differ: 9,240 parameters (full, head, lora r=1 and 5 more), 770 parameters"
                + " (bit");
    assertThat(problems(r -> with(r, r.trial(), Map.of(), r.counts(), 500)))
        .singleElement()
        .asString()
        .contains("numbers of evaluated examples differ");
  }

  @Test
  void differentSelectionBudgetsAreNamed() {
    List<TrialResult> results = new ArrayList<>(Results.searched());
    results.removeIf(
        r -> r.trial().phase().equals(RecordedTrial.SEARCH) && r.trial().method().equals("head"));

    assertThat(Comparability.problems(ResultTable.of(results)))
        .containsExactly(
            "task wordnet: numbers of learning rates tried differ:"
                + " 6 (full, lora r=1, lora r=4 and 5 more), 0 (head)");
  }

  @Test
  void mixedResultsAreRefusedOrFlagged() throws Exception {
    List<TrialResult> results = new ArrayList<>(Results.seed(1));
    TrialResult last = results.get(8);
    results.set(8, with(last, last.trial(), Map.of("code", "other"), last.counts(), 1000));

    assertThatThrownBy(() -> write(results, Mixed.REFUSE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("code versions differ")
        .hasMessageNotContaining("\n");
    assertThat(folder.resolve("report.html")).doesNotExist();

    assertThat(write(results, Mixed.FLAG)).contains("Warning: results: code versions differ");
    for (String file : List.of("report.html", "table.md", "table.tex", "table.html")) {
      assertThat(Files.readString(folder.resolve(file))).contains("code versions differ");
    }
  }

  @Test
  void aBestRateAtTheEdgeOfTheSearchIsWarnedOf() throws Exception {
    List<TrialResult> results = new ArrayList<>(Results.searched());
    assertThat(SearchEdges.of(ResultTable.of(results))).isEmpty();

    results.removeIf(
        r ->
            r.trial().phase().equals(RecordedTrial.SEARCH)
                && r.trial().method().equals("bitfit")
                && r.trial().settings().lr() > 2.1e-3);

    assertThat(SearchEdges.of(ResultTable.of(results)))
        .containsExactly(
            "the best learning rate is at the edge of the searched range; widen the range: bitfit"
                + " on wordnet (2e-3, highest of 4)");
    write(results, Mixed.FLAG);
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("<li>the best learning rate is at the edge of the searched range");
  }

  private String write(List<TrialResult> results, Mixed mixed) throws Exception {
    return Report.write(folder, "t", results, mixed, StandardCharsets.UTF_8);
  }

  /** The problems of a suite whose last finished trial was changed. */
  private static List<String> problems(UnaryOperator<TrialResult> change) {
    List<TrialResult> results = new ArrayList<>(Results.seed(1));
    results.set(8, change.apply(results.get(8)));
    return Comparability.problems(ResultTable.of(results));
  }

  private static RecordedTrial settings(RecordedTrial t, int maxLength, String pooling) {
    return new RecordedTrial(
        t.id(),
        t.phase(),
        t.model(),
        t.task(),
        t.trainRows(),
        t.evalRows(),
        t.method(),
        t.hyper(),
        Records.with(t.settings(), Map.of("max_length", maxLength, "pooling", pooling)));
  }

  private static TrialResult with(
      TrialResult r, RecordedTrial trial, Map<String, String> facts, Counts counts, int evalRows) {
    Map<String, String> provenance = new HashMap<>(r.provenance());
    provenance.putAll(facts);
    return new TrialResult(
        r.id(),
        trial,
        r.status(),
        r.reason(),
        r.metrics(),
        r.metric(),
        evalRows,
        counts,
        r.memory(),
        r.predictedMemory(),
        r.peakRssBytes(),
        r.adapterBytes(),
        r.timing(),
        r.learningCurve(),
        r.extras(),
        provenance);
  }
}
