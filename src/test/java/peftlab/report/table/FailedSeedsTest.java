package peftlab.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.report.Results;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;
import tech.tablesaw.api.Table;

/** A seed that left no score stays visible in its row, and its row gains nothing by losing it. */
class FailedSeedsTest {

  @Test
  void aDivergedSeedLeavesAnUpperBoundThatIsNeitherMarkedNorCompared() {
    ResultTable table = table(Status.DIVERGED);
    Task task = table.tasks().get(0);
    Row best = table.rows().get(0);

    assertThat(best.finishedScore(task).mean()).isGreaterThan(0.85);
    assertThat(best.score(task).n()).isZero();
    assertThat(Marks.best(table).of(best, task)).isEqualTo(Mark.NONE);
    assertThat(Marks.best(table).of(table.rows().get(1), task)).isEqualTo(Mark.BEST);

    PaperTable paper = main(table);
    String cell = paper.text(0, 2);
    assertThat(cell).matches("≤ 8\\d\\.\\d \\(1 of 3 diverged\\)");
    assertThat(paper.value(0, 2)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(paper.text(0, 3)).isEqualTo("2");
    assertThat(Markup.markdown(paper)).contains("| " + cell + " | 2 |", "≤: some seeds diverged");
    assertThat(Markup.html(paper)).contains(">" + cell + "</td>");
    assertThat(Markup.latex(paper)).contains(cell.replace("≤", "$\\leq$"));
    assertThat(TextTable.of(paper, 100, StandardCharsets.UTF_8)).contains(cell);
    assertThat(TextTable.of(paper, 100, StandardCharsets.US_ASCII))
        .contains(cell.replace("≤", "<="));
  }

  @Test
  void theStatisticsNameTheDivergedSeedAndGiveNoMean() {
    ResultTable table = table(Status.DIVERGED);

    PaperTable scores = ScoreTable.of(table);
    assertThat(scores.text(0, 3)).startsWith("≤ 8");
    assertThat(scores.text(0, 5)).isEqualTo("unknown");
    assertThat(scores.text(0, 6)).matches("1: diverged, 2: 8\\d\\.\\d0, 3: 8\\d\\.\\d0");

    Table tidy = TidyTable.of(table, Marks.best(table));
    assertThat(tidy.intColumn("n").get(0)).isEqualTo(2);
    assertThat(tidy.intColumn("failed").get(0)).isEqualTo(1);
    assertThat(tidy.intColumn("diverged").get(0)).isEqualTo(1);
    assertThat(tidy.doubleColumn("mean").isMissing(0)).isTrue();
    assertThat(tidy.doubleColumn("finished_mean").get(0)).isGreaterThan(0.85);
    assertThat(tidy.doubleColumn("mean").get(1))
        .isEqualTo(tidy.doubleColumn("finished_mean").get(1));
  }

  @Test
  void aSeedThatFailedForAnotherReasonIsShownBesideTheMeanOfTheOthers() {
    PaperTable paper = main(table(Status.OUT_OF_MEMORY));
    assertThat(paper.text(0, 2)).matches("8\\d\\.\\d ± \\d\\.\\d \\(1 of 3 out of memory\\)");
    assertThat(Markup.markdown(paper)).doesNotContain("≤");
    assertThat(ScoreTable.of(table(Status.FAILED)).text(0, 6)).startsWith("1: failed, 2: 8");
  }

  @Test
  void aRowWhoseSeedsAllDivergedStays() {
    List<TrialResult> results = results();
    for (int i = 0; i < 6; i += 2) {
      results.set(i, Results.failed(results.get(i), Status.DIVERGED, "NaN at step 3"));
    }
    ResultTable table = ResultTable.of(results);

    assertThat(main(table).text(0, 2)).isEqualTo("– (3 of 3 diverged)");
    assertThat(ScoreTable.of(table).text(0, 3)).isEqualTo("–");
    assertThat(ScoreTable.of(table).text(0, 6)).isEqualTo("1: diverged, 2: diverged, 3: diverged");
  }

  @Test
  void aDivergedSeedOfOneTaskLeavesTheOtherTaskAndNoAverage() {
    List<TrialResult> results = new ArrayList<>(results());
    for (long seed = 1; seed <= 3; seed++) {
      results.add(Results.of("trec", "lora", Results.lora(8), seed, 0.8, 73_728));
    }
    results.set(0, Results.failed(results.get(0), Status.DIVERGED, "NaN at step 3"));

    PaperTable paper = main(ResultTable.of(results));

    assertThat(paper.text(0, 2)).contains("1 of 3 diverged");
    assertThat(paper.text(0, 3)).contains("±").doesNotContain("diverged");
    assertThat(paper.headers().get(4)).isEqualTo("average");
    assertThat(paper.text(0, 4)).isEqualTo("–");
  }

  @Test
  void aTableByRankShowsTheDivergedSeedAsWell() {
    List<TrialResult> results = new ArrayList<>();
    for (int rank : new int[] {1, 4}) {
      for (long seed = 1; seed <= 2; seed++) {
        results.add(Results.of("wordnet", "lora", Results.lora(rank), seed, 0.8, 9_216L * rank));
      }
    }
    results.set(3, Results.failed(results.get(3), Status.DIVERGED, "NaN at step 3"));
    ResultTable table = ResultTable.of(results);

    PaperTable ranks = RankTable.of(table, table.tasks().get(0), Marks.best(table)).orElseThrow();

    assertThat(ranks.text(0, 2)).startsWith("≤ ").endsWith("(1 of 2 diverged)");
  }

  private static ResultTable table(Status status) {
    List<TrialResult> results = results();
    results.set(0, Results.failed(results.get(0), status, "it ended at step 3"));
    return ResultTable.of(results);
  }

  /** Three seeds of LoRA, which is far the better, and of the head. */
  private static List<TrialResult> results() {
    List<TrialResult> results = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      results.add(Results.of("wordnet", "lora", Results.lora(8), seed, 0.88, 73_728));
      results.add(Results.of("wordnet", "head", Map.of(), seed, 0.72, 0));
    }
    return results;
  }

  private static PaperTable main(ResultTable table) {
    return MainTable.of("t", table, Marks.best(table), List.of());
  }
}
