package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.InputException;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.metric.Metric;
import peftlab.report.Comparisons.Pair;
import peftlab.report.Report.Mixed;
import peftlab.report.table.Mark;
import peftlab.report.table.Marks;
import peftlab.report.table.PaperTable;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;

/** Results that were edited, torn or lost in part: a report says so and marks nothing falsely. */
class FalseResultsTest {
  private static final Map<String, Double> METHODS =
      Map.of("ia3", 0.78, "dora", 0.776, "lora", 0.775, "full", 0.763, "head", 0.727);

  @TempDir Path folder;
  private List<TrialResult> results;

  @BeforeEach
  void threeSeedsOfFiveMethods() throws IOException {
    results = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      for (String method : List.of("ia3", "dora", "lora", "full", "head")) {
        results.add(Results.of("wordnet", method, Map.of(), seed, METHODS.get(method), 9_216));
      }
    }
    Results.writePredictions(folder, results);
  }

  @Test
  void equalPredictionsAreNoDifferenceAtAll() throws IOException {
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).trial().method().equals("dora")) {
        TrialResult lora = run("lora", seed(results.get(i)));
        Files.writeString(file(results.get(i)), Files.readString(file(lora)));
        results.set(i, with(results.get(i), lora.metrics(), 1000));
      }
    }

    Pair pair = pair("dora", "lora");

    assertThat(pair.difference().low()).isZero();
    assertThat(pair.difference().high()).isZero();
    assertThat(pair.adjusted()).isEqualTo(1);
    assertThat(cell(PairTable.of(comparisons()), pair, 4)).isEqualTo("0.0 to 0.0");
  }

  @Test
  void withoutTheBestsPredictionsNobodySeemsWorse() throws IOException {
    Row best = best();
    Files.delete(file(best.finished().get("wordnet").get(1)));

    assertThat(marks()).containsOnly(Mark.BEST, Mark.UNTESTED);
    String text = write();
    assertThat(text)
        .contains("? not tested against the best.")
        .contains(
            "Not tested (the predictions are missing): " + best.configuration().label() + ".");
    assertThat(Files.readString(folder.resolve("table.md")))
        .contains("<sup>?</sup> |", "; ?: not tested against the best.");
    assertThat(Files.readString(folder.resolve("table.tex"))).contains("\\textsuperscript{?} &");
    assertThat(Files.readString(folder.resolve("table.html"))).contains("<sup>?</sup></td>");
    assertThat(Files.readAllLines(folder.resolve("table.csv")).stream().skip(1))
        .filteredOn(line -> line.contains(",not tested,"))
        .hasSize(4);
  }

  @Test
  void withoutOnesPredictionsItIsNotTestedAndTheOthersAre() throws IOException {
    Files.delete(file(run("full", 2)));

    assertThat(marks().get(3)).isEqualTo(Mark.UNTESTED);
    assertThat(marks().subList(0, 3)).contains(Mark.BEST).doesNotContain(Mark.UNTESTED);
    assertThat(marks().get(4)).isEqualTo(Mark.NONE);
    assertThat(write()).contains("Not tested (the predictions are missing): full.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a row less, predictions of trial ID have 999 of 1,000 rows",
        "half a row, cut off, its last line has no end",
        "a word, is not label,prediction",
        "a number of no class, name a class 999999",
        "nothing, line 1: expected the header"
      })
  void tornPredictionsAreNotTested(String damage) throws IOException {
    Path file = file(run("full", 2));
    String text = Files.readString(file);
    int last = text.lastIndexOf('\n', text.length() - 2) + 1;
    Files.writeString(
        file,
        switch (damage.substring(0, damage.indexOf(','))) {
          case "a row less" -> text.substring(0, last);
          case "half a row" -> text.substring(0, text.length() - 2);
          case "a word" -> text.substring(0, last) + "1,x\n";
          case "a number of no class" -> text.substring(0, last) + "1,999999\n";
          default -> "";
        });

    assertThat(marks().get(3)).isEqualTo(Mark.UNTESTED);
    assertThat(String.join(" ", comparisons().notes()))
        .contains(
            damage.substring(damage.indexOf(',') + 2).replace("ID", run("full", 2).id()), "full");
  }

  @Test
  void aScoreThatItsPredictionsDoNotGiveIsAnErrorThatNamesTheTrial() {
    for (String metric : List.of("accuracy", "macro_f1", "mcc")) {
      TrialResult full = run("full", 2);
      Map<String, Double> metrics = new java.util.HashMap<>(full.metrics());
      metrics.put(metric, 0.99);
      List<TrialResult> edited = new ArrayList<>(results);
      edited.set(results.indexOf(full), with(full, metrics, 1000));

      assertThatThrownBy(() -> write(edited, Mixed.FLAG))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("trial " + full.id() + " (full on wordnet, seed 2)")
          .hasMessageContaining(metric + " is 0.99 in trials.jsonl, but its predictions give 0.7")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aSearchTrialsScoreIsCheckedAsWell() throws IOException {
    RecordedTrial trial = Results.trial("wordnet", RecordedTrial.SEARCH, "full", Map.of(), 1, 2e-3);
    TrialResult search = Results.of(trial, 0.75, 9_216);
    Results.writePredictions(folder, List.of(search));
    Files.writeString(file(search), Files.readString(file(run("head", 1))));
    results.add(search);

    assertThatThrownBy(() -> write(results, Mixed.FLAG))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(search.id());
  }

  @Test
  void aSecondLineOfATrialWithAnotherScoreIsAnError() {
    TrialResult lora = run("lora", 1);
    results.add(with(lora, Map.of("accuracy", 0.5), 1000));

    assertThatThrownBy(() -> write(results, Mixed.REFUSE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("accuracy is 0.5 in trials.jsonl, but its predictions give 0.7");
  }

  @Test
  void moreRowsMakeResolutionPossibleHoweverManyPairsThereAre() throws IOException {
    long before = comparisons().pairs().stream().filter(Pair::resolved).count();
    for (int i = 0; i < results.size(); i++) {
      String text = Files.readString(file(results.get(i)));
      String rows = text.substring(text.indexOf('\n') + 1);
      Files.writeString(file(results.get(i)), "label,prediction\n" + rows.repeat(8));
      results.set(i, with(results.get(i), results.get(i).metrics(), 8000));
    }

    List<Pair> pairs = comparisons().pairs();

    assertThat(pairs.stream().filter(Pair::resolved).count()).isGreaterThan(before);
    assertThat(pairs).filteredOn(pair -> pair.difference().p() < 0.001).allMatch(Pair::resolved);
    assertThat(pairs.stream().mapToDouble(Pair::adjusted).min().orElseThrow()).isLessThan(1e-6);
    write();
  }

  @Test
  void singleRunsAreTestedOnTheMetricOfTheTask() {
    results.removeIf(result -> seed(result) > 1);
    results.replaceAll(result -> judgedBy(result, "mcc"));

    assertThat(comparisons().pairs())
        .hasSize(10)
        .allMatch(pair -> pair.test() == Comparisons.Test.EXAMPLES)
        .allMatch(
            pair -> pair.difference().low() > 0 == pair.difference().p() < Comparisons.SIGNIFICANCE)
        .anyMatch(pair -> pair.difference().low() > 0)
        .anyMatch(pair -> pair.difference().low() < 0);
  }

  @Test
  void oneRunBesideSeveralGainsNothing() throws IOException {
    String best = best().configuration().label();
    results.removeIf(r -> r.trial().method().equals(best) && seed(r) != bestSeed(best));

    ResultTable table = ResultTable.of(results);
    Row single =
        table.rows().stream()
            .filter(row -> row.configuration().label().equals(best))
            .findFirst()
            .orElseThrow();
    double score = single.score(table.tasks().get(0)).mean();
    assertThat(score).isGreaterThan(best().score(table.tasks().get(0)).mean());
    assertThat(comparisons().of(single, table.tasks().get(0))).isEqualTo(Mark.UNTESTED);
    assertThat(comparisons().pairs())
        .hasSize(6)
        .noneMatch(pair -> pair.better().configuration().label().equals(best));
    assertThat(marks()).containsOnlyOnce(Mark.BEST).containsOnlyOnce(Mark.UNTESTED);
    assertThat(String.join(" ", comparisons().notes()))
        .contains(
            "a single run cannot be compared with several, since its spread over seeds is unknown):"
                + " "
                + best
                + ".");
  }

  private long bestSeed(String method) {
    return results.stream()
        .filter(r -> r.trial().method().equals(method))
        .max(java.util.Comparator.comparingDouble(r -> r.metrics().get("accuracy")))
        .map(FalseResultsTest::seed)
        .orElseThrow();
  }

  @Test
  void namedClassesThatNeverOccurCountInMacroF1() throws IOException {
    TrialResult full = run("full", 1);
    String names = "# classes: [" + "\"c\",".repeat(29) + "\"c\"]\n";
    Files.writeString(file(full), names + Files.readString(file(full)));
    Map<String, Double> metrics = new java.util.HashMap<>(full.metrics());
    metrics.compute("macro_f1", (name, value) -> value * 24 / 30);
    assertThatThrownBy(() -> write(results, Mixed.FLAG)).hasMessageContaining("macro_f1");

    results.set(results.indexOf(full), with(full, metrics, 1000));

    assertThat(write()).contains("full");
    assertThat(PredictionSource.in(folder).of(full).run().classes()).isEqualTo(30);
  }

  @Test
  void classesInAnotherOrderAreNotTested() throws IOException {
    for (TrialResult result : results) {
      boolean other = result.trial().method().equals("full");
      String names = other ? "\"b\",\"a\"" : "\"a\",\"b\"";
      String more = ",\"c\"".repeat(22);
      if (Files.exists(file(result))) {
        Files.writeString(
            file(result), "# classes: [" + names + more + "]\n" + Files.readString(file(result)));
      }
    }

    assertThat(write(results, Mixed.FLAG))
        .contains("Not tested (other classes, or another order of them): full.");
    assertThat(marks().get(3)).isEqualTo(Mark.UNTESTED);
  }

  @Test
  void anOldFileHasAsManyClassesAsItsMacroF1Says() throws IOException {
    TrialResult full = run("full", 1);
    Map<String, Double> metrics = new java.util.HashMap<>(full.metrics());
    metrics.compute("macro_f1", (name, value) -> value * 24 / 30);
    results.set(results.indexOf(full), with(full, metrics, 1000));

    assertThat(PredictionSource.in(folder).of(run("full", 1)).run().classes()).isEqualTo(30);
    assertThat(write()).contains("full");
    assertThat(Metric.ids()).containsAll(metrics.keySet());
  }

  @Test
  void aMetricThatThereIsNotIsRefused() {
    results.replaceAll(r -> changed(r, Map.of("macro_f2", 0.5), "macro_f2", r.evalRows()));
    assertThatThrownBy(this::write)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "trial "
                + results.get(0).id()
                + ": unknown metric 'macro_f2': did you mean macro_f1? Known:");
  }

  private Comparisons comparisons() {
    return new Comparisons(ResultTable.of(results), PredictionSource.in(folder));
  }

  private List<Mark> marks() {
    ResultTable table = ResultTable.of(results);
    Comparisons comparisons = comparisons();
    return table.rows().stream().map(row -> comparisons.of(row, table.tasks().get(0))).toList();
  }

  private Row best() {
    ResultTable table = ResultTable.of(results);
    return table.rows().stream()
        .filter(row -> Marks.best(table).of(row, table.tasks().get(0)) == Mark.BEST)
        .findFirst()
        .orElseThrow();
  }

  private Pair pair(String a, String b) {
    return comparisons().pairs().stream()
        .filter(
            pair ->
                List.of(a, b).contains(pair.better().configuration().label())
                    && List.of(a, b).contains(pair.worse().configuration().label()))
        .findFirst()
        .orElseThrow();
  }

  private static String cell(PaperTable table, Pair pair, int column) {
    for (int row = 0; row < table.rowCount(); row++) {
      if (table.text(row, 1).equals(pair.better().configuration().label())
          && table.text(row, 2).equals(pair.worse().configuration().label())) {
        return table.text(row, column);
      }
    }
    throw new AssertionError("no such pair");
  }

  private String write() {
    return write(results, Mixed.REFUSE);
  }

  private String write(List<TrialResult> all, Mixed mixed) {
    return Report.write(folder, "t", all, mixed, StandardCharsets.UTF_8);
  }

  private TrialResult run(String method, long seed) {
    return results.stream()
        .filter(r -> r.trial().method().equals(method) && seed(r) == seed)
        .findFirst()
        .orElseThrow();
  }

  private static long seed(TrialResult result) {
    return result.trial().settings().seed();
  }

  private Path file(TrialResult result) {
    return folder.resolve("predictions").resolve(result.id() + ".csv");
  }

  private static TrialResult with(TrialResult r, Map<String, Double> metrics, int rows) {
    return changed(r, metrics, r.metric(), rows);
  }

  private static TrialResult judgedBy(TrialResult r, String metric) {
    return changed(r, r.metrics(), metric, r.evalRows());
  }

  private static TrialResult changed(
      TrialResult r, Map<String, Double> metrics, String metric, int rows) {
    return new TrialResult(
        r.id(),
        r.trial(),
        r.status(),
        r.reason(),
        metrics,
        metric,
        rows,
        r.counts(),
        r.memory(),
        r.predictedMemory(),
        r.peakRssBytes(),
        r.adapterBytes(),
        r.timing(),
        r.learningCurve(),
        r.extras(),
        r.provenance());
  }
}
