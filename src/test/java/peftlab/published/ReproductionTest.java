package peftlab.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.InputException;
import peftlab.experiment.results.TrialResult;
import peftlab.report.Results;

class ReproductionTest {
  static Stream<PublishedTable> tables() {
    return PublishedTables.all().stream();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void fitsATerminalAndShowsNothingAsReproduced(PublishedTable table) {
    List<String> lines = ReproductionText.lines(table, List.of());
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(lines).noneMatch(line -> line.startsWith("Deviations"));
    assertThat(lines.stream().filter(line -> line.startsWith("  reproduced")))
        .hasSize((int) table.rows().stream().filter(row -> !row.scores().isEmpty()).count())
        .allSatisfy(
            line -> assertThat(line.replace("not run", "").strip()).isEqualTo("reproduced"));
  }

  /** Each figure that can be computed, but those named here, is what the source printed. */
  @Test
  void publishedFiguresAreComputed() {
    List<String> differ =
        PublishedTables.all().stream()
            .flatMap(
                table ->
                    table.rows().stream()
                        .filter(PublishedTable.Row::countable)
                        .flatMap(row -> row.figures().stream().map(f -> verdict(table, row, f))))
            .filter(line -> !line.endsWith(Verdict.MATCHES))
            .toList();
    assertThat(differ)
        .containsExactlyInAnyOrder(
            "parameter-counts, PreLayer, GPT-3 175B, 20.2M: known mismatch",
            "parameter-counts, BitFit, GPT-3 175B, 14.2M: known mismatch",
            "lora-table4, BitFit, 14.2M: known mismatch",
            "lora-table4, PreLayer, 20.2M: known mismatch",
            "bitfit, GPT-3 175B, 14.2M: known mismatch",
            "lora-table2, RoBERTa-large AdptP, m 64, 3.0M: differs by +5.7 %",
            "houlsby-table1, adapters 64, 2.1 %: differs by -8.4 %",
            "lora-gpt3-memory, FT, 1.2 TB: differs by +16.4 %",
            "lora-gpt3-memory, FT, 350 GB: differs by -0.2 %",
            "lora-gpt3-memory, LoRA, rank 4, 350 GB: differs by -0.2 %",
            "lora-gpt3-memory, LoRA, rank 4, 3×: differs by +33.3 %",
            "lora-gpt3-memory, LoRA, rank 4, 35 MB: differs by +7.9 %",
            "lora-gpt3-memory, LoRA, rank 4, 10,000×: differs by -7.5 %");
  }

  private static String verdict(
      PublishedTable table, PublishedTable.Row row, PublishedTable.Figure figure) {
    double computed = ReproductionText.computed(row, figure.quantity());
    return "%s, %s, %s: %s"
        .formatted(table.id(), row.label(), figure.published(), Verdict.of(figure, computed));
  }

  @ParameterizedTest
  @CsvSource({
    "0.3M, 294912, matches",
    "0.3M, 350001, differs by +16.7 %",
    "'2,379,264', 2379264, matches",
    "'2,379,264', 2379265, differs by +0.0 %",
    "1.2 TB, 1.2e12, matches",
    "3×, 3.4, matches",
    "0.081 %, 0.0813, matches",
    "'+1,280', 1280, matches",
  })
  void aFigureIsAsExactAsItsLastDigit(String published, double computed, String verdict) {
    assertThat(Verdict.of(new PublishedTable.Figure(null, published, null, null), computed))
        .isEqualTo(verdict);
  }

  @Test
  void aKnownMismatchIsOneOnlyWhereTheNumbersDiffer() {
    PublishedTable.Figure figure = new PublishedTable.Figure(null, "20.2M", "why", null);
    assertThat(Verdict.of(figure, 18_874_368)).isEqualTo(Verdict.KNOWN_MISMATCH);
    assertThat(Verdict.of(figure, 20_200_000)).isEqualTo(Verdict.MATCHES);
  }

  @Test
  void runsStandBesideTheScoresWithTheirDeviations() {
    List<TrialResult> results =
        List.of(
            run("glue/SST-2", 8, 1, 0.90),
            run("glue/SST-2", 8, 2, 0.92),
            run("wordnet", 8, 1, 0.7),
            run("glue/SST-2", 16, 1, 0.99));
    List<Reproduction.Cell> cells =
        new Reproduction(PublishedTables.named("lora-table2"), results).cells();
    assertThat(cells)
        .extracting(cell -> cell.row().label() + " " + cell.task())
        .containsExactly(
            "RoBERTa-base LoRA SST-2",
            "RoBERTa-base LoRA wordnet",
            "RoBERTa-large LoRA SST-2",
            "RoBERTa-large LoRA wordnet");
    Reproduction.Cell cell = cells.get(0);
    assertThat(cell.score().n()).isEqualTo(2);
    assertThat(cell.published()).isEqualTo(95.1);
    assertThat(cell.deviations())
        .contains("base model minilm, not roberta-base", "2 seeds, the source has 5")
        .anyMatch(d -> d.contains("3,000 training rows"));
    assertThat(cells.get(1).verdict()).isEqualTo("nothing published");
    assertThat(ReproductionText.lines(PublishedTables.named("lora-table2"), results))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
  }

  @Test
  void anUnknownTableNamesTheKnownOnes() {
    assertThatThrownBy(() -> PublishedTables.named("lora-table9"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("known: bitfit, distilbert, houlsby-table1");
  }

  private static TrialResult run(String task, int rank, long seed, double score) {
    Map<String, Object> hyper = Map.of("rank", rank, "targets", List.of("query", "value"));
    return Results.of(task, "lora", hyper, seed, score, 73_728);
  }
}
