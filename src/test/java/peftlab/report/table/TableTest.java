package peftlab.report.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.report.Results;
import peftlab.report.table.ResultTable.Row;
import tech.tablesaw.api.Table;

class TableTest {

  @Test
  void seedsShareARowAndHyperparametersSetRowsApart() {
    ResultTable table = ResultTable.of(Results.suite());

    assertThat(table.rows())
        .extracting(row -> row.configuration().label())
        .containsExactly(
            "full",
            "head",
            "lora r=1",
            "lora r=4",
            "lora r=16",
            "lora r=64",
            "houlsby m=8",
            "houlsby m=64",
            "bitfit");
    Row lora = table.rows().get(2);
    List<TrialResult> runs = lora.finished().get("wordnet");
    assertThat(runs).extracting(r -> r.trial().settings().seed()).containsExactly(1L, 2L, 3L);
    double mean =
        runs.stream().mapToDouble(r -> r.metrics().get("accuracy")).average().orElseThrow();
    assertThat(lora.score(table.tasks().get(0)).mean()).isCloseTo(mean, within(1e-12));
    assertThat(table.rows().get(8).failed()).hasSize(1);
  }

  @Test
  void aRateChosenForEachTaskDoesNotSplitARowButAGridOfRatesDoes() {
    TrialResult first = rate("a", 1e-3);
    TrialResult second = rate("b", 2e-4);
    assertThat(ResultTable.of(List.of(first, second)).rows()).hasSize(1);

    TrialResult third = rate("a", 2e-4);
    assertThat(ResultTable.of(List.of(first, third)).rows())
        .extracting(row -> row.configuration().label())
        .containsExactly("lora r=8 lr=1e-3", "lora r=8 lr=2e-4");
  }

  private static TrialResult rate(String task, double lr) {
    return Results.of(Results.trial(task, "final", "lora", Results.lora(8), 1, lr), 0.8, 73_728);
  }

  @Test
  void searchTrialsAreNoPartOfTheTableAndTheLaterResultOfATrialCounts() {
    TrialResult result = Results.seed(1).get(0);
    TrialResult failed = Results.failed(result, Status.FAILED, "disk full");
    TrialResult search =
        Results.of(Results.trial("wordnet", "search", "full", Map.of(), 1, 1e-4), 0.99, 1);

    ResultTable table = ResultTable.of(List.of(failed, search, result));

    assertThat(table.rows()).hasSize(1);
    assertThat(table.rows().get(0).failed()).isEmpty();
    assertThat(table.rows().get(0).all()).containsExactly(result);
  }

  @Test
  void pathsAreCalledByTheirLastPartUnlessThatStandsForTwo() {
    List<TrialResult> results =
        List.of(
            Results.of("/data/glue/SST-2/", "full", Map.of(), 1, 0.8, 1),
            Results.of("C:\\glue\\RTE", "full", Map.of(), 1, 0.8, 1),
            Results.of("old/dev.tsv", "full", Map.of(), 1, 0.8, 1),
            Results.of("new/dev.tsv", "full", Map.of(), 1, 0.8, 1));
    assertThat(ShortNames.of(results))
        .extracting(result -> result.trial().task())
        .containsExactly("SST-2", "RTE", "old/dev.tsv", "new/dev.tsv");
    assertThat(ShortNames.of(results).get(0).id()).isEqualTo(results.get(0).id());
  }

  @Test
  void aTaskJudgedByTwoMetricsIsRefused() {
    TrialResult result = Results.seed(1).get(0);
    TrialResult other = withMetric(Results.seed(2).get(0), "macro_f1");
    assertThatThrownBy(() -> ResultTable.of(List.of(result, other)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("wordnet")
        .hasMessageContaining("macro_f1");
  }

  @Test
  void aTrialWithoutItsTasksMetricLeftNoScore() {
    TrialResult result = Results.seed(1).get(0);
    ResultTable table =
        ResultTable.of(List.of(withMetric(result, "binary_f1"), Results.seed(2).get(0)));
    assertThat(table.rows().get(0).score(table.tasks().get(0)).n()).isEqualTo(1);
    assertThat(table.rows().get(0).failed())
        .extracting(TrialResult::reason)
        .containsExactly("no binary_f1 among its metrics");
  }

  private static TrialResult withMetric(TrialResult r, String metric) {
    return new TrialResult(
        r.id(),
        r.trial(),
        r.status(),
        r.reason(),
        r.metrics(),
        metric,
        r.evalRows(),
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

  @Test
  void oneRunIsCalledOneRun() {
    String text = text(Results.seed(1), 100);
    assertThat(text).contains("n = 1: one run each").doesNotContain("±");
    assertThat(text(Results.suite(), 100)).contains("±").doesNotContain("n = 1");
  }

  @Test
  void theTidyTableHoldsPlainNumbers() {
    Table table = tidy(Results.suite());
    Table lora = table.where(table.stringColumn("setting").isEqualTo("r=4"));
    assertThat(lora.longColumn("trained").get(0)).isEqualTo(36_864);
    assertThat(lora.intColumn("n").get(0)).isEqualTo(3);
    double half = lora.doubleColumn("ci95_half_width").get(0);
    assertThat(half / lora.doubleColumn("std").get(0)).isBetween(2.484, 2.4843);
    ResultTable results = ResultTable.of(Results.suite());
    assertThat(TidyTable.csv(results, Marks.best(results)).lines()).hasSize(10);
  }

  private static Table tidy(List<TrialResult> results) {
    ResultTable table = ResultTable.of(results);
    return TidyTable.of(table, Marks.best(table));
  }

  @Test
  void aTerminalWithoutUnicodeGetsAscii() {
    ResultTable table = ResultTable.of(Results.suite());
    String text =
        TextTable.of(
            MainTable.of("t", table, Marks.best(table), List.of()), 100, StandardCharsets.US_ASCII);
    assertThat(text).contains("+-").matches(s -> s.chars().allMatch(c -> c < 128));
  }

  @Test
  void manyTasksAreFoldedIntoBlocksAndWideCharactersCounted() {
    List<TrialResult> results = new ArrayList<>();
    for (String task : List.of("sst2", "cola", "rte", "mrpc", "trec", "中文情感分析")) {
      for (int seed = 1; seed <= 2; seed++) {
        results.add(Results.of(task, "lora", Results.lora(8), seed, 0.8, 73_728));
        results.add(Results.of(task, "full", Map.of(), seed, 0.8, 22_565_376));
      }
    }
    String text = text(results, 80);
    assertThat(text.lines()).allSatisfy(l -> assertThat(TextWidth.of(l)).isLessThanOrEqualTo(80));
    assertThat(text.lines().filter(line -> line.startsWith("lora"))).hasSizeGreaterThan(1);
    assertThat(text).contains("中文情感分析");
    assertThat(TextWidth.of("中文")).isEqualTo(4);
    assertThat(TextWidth.of("e\u0301")).isEqualTo(1);
  }

  @Test
  void markupShowsWhatACellHoldsAndNothingElse() {
    PaperTable table =
        new PaperTable.Builder("A_title")
            .words("method")
            .numbers("score")
            .row()
            .cell("<b>|x_1*&~\\")
            .cell("76.4 ± 0.5", 0.764, Mark.BEST)
            .row()
            .cell("\n{50%}#$^")
            .cell("76.0 ± 0.4", 0.76, Mark.TIE)
            .build();

    assertThat(Markup.markdown(table).lines())
        .containsSequence(
            "| method | score |",
            "| --- | ---: |",
            "| &lt;b&gt;\\|x\\_1\\*&amp;\\~\\\\ | **76.4 ± 0.5** |",
            "|  {50%}#$^ | <ins>76.0 ± 0.4</ins> |");
    assertThat(Markup.latex(table))
        .contains(
            "$<$b$>$|x\\_1*\\&\\textasciitilde{}\\textbackslash{} & \\textbf{76.4 $\\pm$ 0.5} \\\\")
        .contains(" \\{50\\%\\}\\#\\$\\textasciicircum{} & \\underline{76.0 $\\pm$ 0.4} \\\\")
        .contains("\\toprule", "\\midrule", "\\bottomrule", "\\caption{A\\_title. Bold");
    assertThat(Markup.html(table))
        .contains(
            "<td>&lt;b&gt;|x_1*&amp;~\\</td><td class=\"num\" data-value=\"0.764\"><strong>76.4 ±"
                + " 0.5</strong></td>")
        .contains("<u>76.0 ± 0.4</u>");
  }

  @Test
  void numbersAreWrittenForPeople() {
    assertThat(Format.count(22_565_376)).isEqualTo("22,565,376");
    assertThat(Format.shortCount(100_000)).isEqualTo("100k");
    assertThat(Format.shortCount(22_565_376)).isEqualTo("22.6M");
    assertThat(Format.bytes(463_200_000)).isEqualTo("463 MB");
    assertThat(Format.roundBytes(50e6)).isEqualTo("50 MB");
    assertThat(Format.bytes(1.2e12)).isEqualTo("1200 GB");
    assertThat(Format.seconds(4205)).isEqualTo("1:10:05");
    assertThat(Format.number(2e-4)).isEqualTo("2e-4");
    assertThat(Format.number(1.5e-4)).isEqualTo("1.5e-4");
    assertThat(Format.number(1e-3)).isEqualTo("1e-3");
    assertThat(Format.number(0.00123)).isEqualTo("1.23e-3");
    assertThat(Format.number(2.5e7)).isEqualTo("2.5e7");
    assertThat(Format.number(16)).isEqualTo("16");
    assertThat(Format.number(0.06)).isEqualTo("0.06");
    assertThat(Format.value(List.of("query", "value"))).isEqualTo("query,value");
  }

  private static String text(List<TrialResult> results, int width) {
    ResultTable table = ResultTable.of(results);
    return TextTable.of(
        MainTable.of("t", table, Marks.best(table), List.of()), width, StandardCharsets.UTF_8);
  }
}
