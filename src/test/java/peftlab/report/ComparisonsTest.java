package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.results.TrialResult;
import peftlab.report.Comparisons.Pair;
import peftlab.report.PredictionSource.Kept;
import peftlab.report.stats.Run;
import peftlab.report.table.Mark;
import peftlab.report.table.PaperTable;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;

class ComparisonsTest {
  @TempDir Path folder;

  @Test
  void aSuiteIsComparedPairByPairWithTheBestAndItsTiesMarked() throws Exception {
    Comparisons comparisons = comparisons(Results.suite());
    ResultTable table = ResultTable.of(Results.suite());

    assertThat(comparisons.pairs())
        .hasSize(8 * 7 / 2)
        .allMatch(p -> p.test() == Comparisons.Test.CROSSED);
    assertThat(comparisons.notes()).isEmpty();
    Row full = table.rows().get(0);
    Row head = table.rows().get(1);
    Row large = table.rows().get(5);
    assertThat(comparisons.of(full, table.tasks().get(0))).isEqualTo(Mark.BEST);
    assertThat(comparisons.of(large, table.tasks().get(0))).isEqualTo(Mark.TIE);
    assertThat(comparisons.of(head, table.tasks().get(0))).isEqualTo(Mark.NONE);
    for (Pair pair : comparisons.pairs()) {
      double better = pair.better().score(pair.task()).mean();
      double worse = pair.worse().score(pair.task()).mean();
      assertThat(pair.difference().difference()).isCloseTo(better - worse, within(1e-9));
      assertThat(pair.adjusted()).isGreaterThanOrEqualTo(pair.difference().p());
    }
  }

  @Test
  void allPairsOfATaskAreOneFamily() throws Exception {
    List<Pair> pairs = comparisons(Results.suite()).pairs();
    double least = pairs.stream().mapToDouble(p -> p.difference().p()).min().orElseThrow();
    double adjusted = pairs.stream().mapToDouble(Pair::adjusted).min().orElseThrow();
    assertThat(adjusted).isCloseTo(28 * least, within(1e-15));
  }

  @Test
  void noDecisionDependsOnTheOrderOfTheResults() throws Exception {
    List<TrialResult> backwards = new ArrayList<>(Results.suite());
    Collections.reverse(backwards);
    assertThat(decisions(comparisons(backwards)))
        .isEqualTo(decisions(comparisons(Results.suite())));
  }

  private static Map<String, String> decisions(Comparisons comparisons) {
    Map<String, String> decisions = new TreeMap<>();
    for (Pair pair : comparisons.pairs()) {
      decisions.put(
          pair.better().configuration().label() + " > " + pair.worse().configuration().label(),
          "%.9f %.9f %s".formatted(pair.difference().p(), pair.adjusted(), pair.resolved()));
    }
    return decisions;
  }

  @Test
  void singleRunsAreComparedByMcNemarsTest() throws Exception {
    Comparisons comparisons = comparisons(Results.seed(1));
    assertThat(comparisons.pairs())
        .isNotEmpty()
        .allMatch(pair -> pair.test() == Comparisons.Test.MCNEMAR);
    PaperTable table = PairTable.of(comparisons);
    assertThat(table.text(0, 7)).isEqualTo("McNemar");
    assertThat(table.text(0, 8)).isEqualTo("not resolved");
  }

  @Test
  void ofManyConfigurationsOnlyPairsWithTheBestAreShownButAllAreCounted() throws Exception {
    List<TrialResult> results =
        java.util.stream.IntStream.rangeClosed(1, 17)
            .mapToObj(
                rank -> Results.of("wordnet", "lora", Results.lora(rank), 1, 0.7, 9_216L * rank))
            .toList();
    List<Pair> pairs = comparisons(results).pairs();
    assertThat(pairs).hasSize(16);
    assertThat(pairs).allMatch(pair -> pair.better().equals(pairs.get(0).better()));
  }

  @Test
  void withoutPredictionsNothingIsTestedAndTheReportSaysSo() {
    ResultTable table = ResultTable.of(Results.suite());
    Comparisons comparisons = new Comparisons(table, result -> Kept.not(Kept.MISSING));
    assertThat(comparisons.pairs()).isEmpty();
    assertThat(comparisons.notes())
        .containsExactly("Not tested (the predictions are missing): all.");
    assertThat(comparisons.of(table.rows().get(0), table.tasks().get(0))).isEqualTo(Mark.BEST);
    assertThat(comparisons.of(table.rows().get(1), table.tasks().get(0))).isEqualTo(Mark.UNTESTED);
  }

  @Test
  void whoeverWasEvaluatedOnOtherRowsThanMostIsNotTested() throws Exception {
    List<TrialResult> results = Results.seed(1);
    Results.writePredictions(folder, results);
    PredictionSource source = PredictionSource.in(folder);
    ResultTable table = ResultTable.of(results);
    Comparisons comparisons =
        new Comparisons(
            table,
            result -> {
              Run run = source.of(result).run();
              return Kept.of(
                  result.trial().method().equals("head")
                      ? new Run(run.predictions(), run.predictions())
                      : run);
            });
    assertThat(comparisons.notes())
        .containsExactly("Not tested (evaluated on other examples): head.");
    assertThat(comparisons.of(table.rows().get(1), table.tasks().get(0))).isEqualTo(Mark.UNTESTED);
    assertThat(comparisons.pairs()).hasSize(8 * 7 / 2);
  }

  private Comparisons comparisons(List<TrialResult> results) throws Exception {
    Results.writePredictions(folder, results);
    return new Comparisons(ResultTable.of(results), PredictionSource.in(folder));
  }
}
