package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.TrialResult;
import peftlab.report.Comparisons.Pair;
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

    assertThat(comparisons.pairs()).hasSize(9 * 8 / 2).noneMatch(Pair::single);
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
  void pairsWithTheBestAreCorrectedApartFromTheOthers() throws Exception {
    List<Pair> pairs = comparisons(Results.suite()).pairs();
    Pair least = pairs.get(0);
    for (Pair pair : pairs.subList(0, 8)) {
      assertThat(pair.better()).isEqualTo(least.better());
      least = pair.difference().p() < least.difference().p() ? pair : least;
    }
    assertThat(least.adjusted()).isCloseTo(8 * least.difference().p(), within(1e-12));
  }

  @Test
  void singleRunsAreComparedByMcNemarsTest() throws Exception {
    Comparisons comparisons = comparisons(Results.seed(1));
    assertThat(comparisons.pairs()).isNotEmpty().allMatch(Pair::single);
    PaperTable table = PairTable.of(comparisons);
    assertThat(table.text(0, 7)).isEqualTo("McNemar");
    assertThat(table.text(0, 8)).isEqualTo("unknown, n = 1");
  }

  @Test
  void manyConfigurationsAreComparedWithTheBestOnly() throws Exception {
    List<TrialResult> results =
        java.util.stream.IntStream.rangeClosed(1, 17)
            .mapToObj(
                rank -> Results.of("wordnet", "lora", Results.lora(rank), 1, 0.7, 9_216L * rank))
            .toList();
    assertThat(comparisons(results).pairs()).hasSize(16);
  }

  @Test
  void withoutPredictionsNothingIsTestedAndTheReportSaysSo() {
    ResultTable table = ResultTable.of(Results.suite());
    Comparisons comparisons = new Comparisons(table, result -> Optional.empty());
    assertThat(comparisons.pairs()).isEmpty();
    assertThat(comparisons.notes())
        .contains("wordnet: full was not tested, its predictions are not kept");
    assertThat(comparisons.of(table.rows().get(0), table.tasks().get(0))).isEqualTo(Mark.BEST);
  }

  @Test
  void otherEvaluationRowsAreNotCompared() throws Exception {
    TrialResult full = Results.of("wordnet", "full", Map.of(), 1, 0.8, 22_565_376);
    TrialResult head = Results.of("wordnet", "head", Map.of(), 1, 0.7, 0);
    Results.writePredictions(folder, List.of(full, head));
    PredictionSource source = PredictionSource.in(folder);
    Comparisons comparisons =
        new Comparisons(
            ResultTable.of(List.of(full, head)),
            result ->
                source
                    .of(result)
                    .map(
                        run ->
                            result.trial().method().equals("full")
                                ? run
                                : new peftlab.report.stats.Run(
                                    run.predictions(), run.predictions())));
    assertThat(comparisons.notes())
        .containsExactly("wordnet: head was not tested, its evaluation rows are others");
  }

  private Comparisons comparisons(List<TrialResult> results) throws Exception {
    Results.writePredictions(folder, results);
    return new Comparisons(ResultTable.of(results), PredictionSource.in(folder));
  }
}
