package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peftlab.report.EditedResults.method;
import static peftlab.report.EditedResults.phase;
import static peftlab.report.EditedResults.run;
import static peftlab.report.EditedResults.settings;
import static peftlab.report.EditedResults.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.InputException;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialResult;
import peftlab.report.Report.Mixed;
import peftlab.report.table.MainTable;
import peftlab.report.table.Marks;
import peftlab.report.table.PaperTable;
import peftlab.report.table.ResultTable;

/** Edits of a results folder that make its table false: each is refused, said or shown. */
class HostileResultsTest {
  @TempDir Path folder;

  /** Three seeds of four methods, each with a search of six rates. */
  private static EditedResults results() {
    Set<String> methods = Set.of("head", "lora", "full");
    return new EditedResults(
        Results.searched().stream()
            .filter(result -> methods.contains(result.trial().method()))
            .filter(result -> !Integer.valueOf(64).equals(result.trial().hyper().get("rank")))
            .filter(result -> !Integer.valueOf(16).equals(result.trial().hyper().get("rank")))
            .filter(result -> !Integer.valueOf(1).equals(result.trial().hyper().get("rank")))
            .toList());
  }

  @Test
  void withoutAnEditThereIsNothingToSay() throws Exception {
    assertThat(findings(results())).isEmpty();
    assertThat(said(results())).isEmpty();
  }

  static Stream<Arguments> differences() {
    return Stream.of(
        Arguments.of("epochs", set("epochs", 20), "2 (full, head), 20 (lora r=4)"),
        Arguments.of("batch", set("batch", 8), "32 (full, head), 8 (lora r=4)"),
        Arguments.of("steps", set("steps", 7), "0 (full, head), 7 (lora r=4)"),
        Arguments.of("weight_decay", set("weight_decay", 0.1), "0.01 (full, head), 0.1 (lora r=4)"),
        Arguments.of("dropout", set("dropout", 0), "0.1 (full, head), 0 (lora r=4)"),
        Arguments.of(
            "schedule", set("schedule", "constant"), "linear (full, head), constant (lora"),
        Arguments.of("warmup", set("warmup", 0.5), "0.06 (full, head), 0.5 (lora r=4)"),
        Arguments.of("clip", set("clip", 1), "0 (full, head), 1 (lora r=4)"),
        Arguments.of("shuffle", set("shuffle", false), "true (full, head), false (lora r=4)"),
        Arguments.of("group_by_length", set("group_by_length", true), "true (lora r=4)"),
        Arguments.of("max_length", set("max_length", 64), "128 (full, head), 64 (lora r=4)"),
        Arguments.of("pooling", set("pooling", "cls"), "mean (full, head), cls (lora r=4)"),
        Arguments.of("train_rows", limit("train_rows", 60_000), "3000 (full, head), 60000 (lora"),
        Arguments.of("eval_rows", limit("eval_rows", 500), "1000 (full, head), 500 (lora r=4)"));
  }

  private static Consumer<ObjectNode> set(String name, Object value) {
    return line -> settings(line).set(name, new ObjectMapper().valueToTree(value));
  }

  private static Consumer<ObjectNode> limit(String name, int rows) {
    return line -> trial(line).put(name, rows);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differences")
  void aSettingInWhichAMethodDiffersIsRefusedOrFlaggedAndShown(
      String name, Consumer<ObjectNode> edit, String values) throws Exception {
    EditedResults edited = results().edit(method("lora"), edit);

    assertThat(refused(edited))
        .singleElement()
        .asString()
        .startsWith("task wordnet: methods differ in " + name + ": ")
        .contains(values);
    assertThat(flagged(edited).headers()).contains(name);
  }

  @Test
  void everySettingOfATrialIsCompared() throws Exception {
    List<String> names = new ArrayList<>();
    ObjectNode settings = new ObjectMapper().valueToTree(Results.seed(1).get(0).trial().settings());
    settings.fieldNames().forEachRemaining(names::add);
    assertThat(differences().map(arguments -> camelCase((String) arguments.get()[0])).toList())
        .containsAll(
            names.stream().filter(n -> !Set.of("lr", "seed", "threads").contains(n)).toList());
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (String part : name.split("_", -1)) {
      camel.append(
          camel.isEmpty()
              ? part
              : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return camel.toString();
  }

  @Test
  void aSettingThatEveryMethodHasAllValuesOfIsAnAxis() throws Exception {
    EditedResults axis = results().repeat(line -> true, HostileResultsTest::atFourEpochs);

    assertThat(findings(axis)).isEmpty();
    PaperTable table = flagged(axis);
    assertThat(table.rowCount()).isEqualTo(6);
    assertThat(table.headers()).doesNotContain("epochs");
    assertThat(table.text(0, 1)).isEqualTo("epochs=2");

    assertThat(
            refused(
                axis.remove(method("lora").and(line -> settings(line).get("epochs").asInt() == 4))))
        .contains("task wordnet: methods differ in epochs: 2 and 4 (full, head), 2 (lora r=4)");
  }

  private static void atFourEpochs(ObjectNode line) {
    settings(line).put("epochs", 4);
    String id = "e" + line.get("id").asText().substring(1);
    line.put("id", id);
    trial(line).put("id", id);
  }

  @Test
  void combinationsOfTwoAxesMustBeThoseOfTheOthers() throws Exception {
    EditedResults crossed =
        results()
            .repeat(line -> true, HostileResultsTest::atFourEpochs)
            .edit(
                line -> settings(line).get("epochs").asInt() == (method("lora").test(line) ? 4 : 2),
                set("dropout", 0.5));
    assertThat(refused(crossed))
        .containsExactly(
            "task wordnet: methods differ in combinations of epochs, dropout:"
                + " 2/0.5 and 4/0.1 (full, head), 2/0.1 and 4/0.5 (lora r=4)");
  }

  @Test
  void aSearchAtOtherSettingsThanTheFinalTrialsIsRefused() throws Exception {
    assertThat(refused(results().edit(phase("lora", "search"), set("epochs", 20))))
        .containsExactly(
            "task wordnet, lora r=4: epochs differs: 20 (the search), 2 (the final trials)");
  }

  @Test
  void otherThreadsAreWarnedOfAndShown() throws Exception {
    EditedResults edited = results().edit(method("lora"), set("threads", 8));
    assertThat(refused(edited)).isEmpty();
    assertThat(findings(edited))
        .extracting(Finding::text)
        .containsExactly(
            "task wordnet: methods differ in threads: 2 (full, head), 8 (lora r=4): their times"
                + " cannot be compared, and scores differ by rounding");
    assertThat(flagged(edited).headers()).contains("threads");
  }

  @Test
  void otherSeedsAreRefused() throws Exception {
    EditedResults edited =
        results()
            .edit(
                method("lora"),
                line -> set("seed", settings(line).get("seed").asInt() + 10).accept(line));
    assertThat(refused(edited))
        .contains(
            "task wordnet: seeds differ: 1, 2 and 3 (full, head), 11, 12 and 13 (lora r=4)",
            "task wordnet: seeds of the searches differ: 1 (full, head), 11 (lora r=4)");
    assertThat(flagged(edited).headers()).contains("seeds");
  }

  @Test
  void aSeedThatOthersLackIsSaid() throws Exception {
    EditedResults edited =
        results().remove(run("lora", 2)).remove(run("head", 2)).remove(run("head", 3));
    assertThat(refused(edited)).isEmpty();
    assertThat(findings(edited))
        .extracting(Finding::text)
        .containsExactly("task wordnet: some seeds are missing: 2 and 3 (head), 2 (lora r=4)");
  }

  @Test
  void oneSeedTwiceIsRefused() throws Exception {
    EditedResults edited = results().edit(run("lora", 2), set("seed", 1));
    assertThat(refused(edited)).contains("task wordnet: lora r=4 was run twice on seed 1");
  }

  @Test
  void aFinalRateThatItsSearchNeverTriedIsSaid() throws Exception {
    EditedResults edited = results().edit(phase("lora", "final"), set("lr", 9e-4));
    assertThat(findings(edited))
        .extracting(Finding::text)
        .singleElement()
        .asString()
        .startsWith(
            "task wordnet: lora r=4 was run at learning rate 9e-4, which its search did not try:"
                + " 8.9");
    assertThat(findings(results().edit(run("lora", 2), set("lr", 9e-4))))
        .extracting(Finding::text)
        .anyMatch(text -> text.contains("lora r=4 lr=9e-4 was run at learning rate 9e-4"));
  }

  @Test
  void aFinalRateThatWasNotTheBestTriedIsSaid() throws Exception {
    EditedResults edited =
        results()
            .edit(
                phase("lora", "search")
                    .and(line -> settings(line).get("lr").asDouble() < 1e-3)
                    .and(line -> settings(line).get("lr").asDouble() > 5e-4),
                line -> ((ObjectNode) line.get("metrics")).put("accuracy", 0.99));
    assertThat(findings(edited))
        .extracting(Finding::text)
        .singleElement()
        .asString()
        .startsWith("task wordnet: lora r=4 was run at learning rate 2e-3, although ")
        .endsWith(" did better in its search");
  }

  @Test
  void aMuchNarrowerSearchIsRefused() throws Exception {
    double[] next = {0.0046};
    EditedResults edited =
        results().edit(phase("lora", "search"), line -> settings(line).put("lr", next[0] += 1e-5));
    assertThat(refused(edited))
        .containsExactly(
            "task wordnet: searches are not equally wide: the learning rates of full span a factor"
                + " of 177.8, those of lora r=4 a factor of 1.011");
    assertThat(flagged(edited).headers()).contains("highest / lowest rate");
  }

  @ParameterizedTest
  @CsvSource({"1000, true", "31, false", "14, false", "13, true"})
  void aSearchMayBeHalfAsWideInPowersOfTen(double other, boolean said) {
    Map<String, Double> widths = Map.of("lora", 178.0, "full", other);
    assertThat(SearchChecks.narrow(widths).isPresent()).isEqualTo(said && other != 1000);
  }

  @Test
  void ratesThatAreTriedTwiceCountOnce() throws Exception {
    EditedResults edited =
        results()
            .edit(
                phase("lora", "search"),
                line ->
                    settings(line).put("lr", Math.min(settings(line).get("lr").asDouble(), 2e-3)));
    assertThat(refused(edited))
        .contains(
            "task wordnet: numbers of learning rates tried differ: 6 (full, head), 4 (lora r=4)");
  }

  @ParameterizedTest
  @CsvSource({"data, data fingerprints", "code, code versions"})
  void aSearchOnOtherDataOrCodeIsRefused(String key, String what) throws Exception {
    EditedResults edited =
        results()
            .edit(
                phase("lora", "search"),
                line -> ((ObjectNode) line.get("provenance")).put(key, "other"));
    assertThat(refused(edited))
        .singleElement()
        .asString()
        .contains(what + " differ", "other (lora");
  }

  @Test
  void otherValidationRowsAreRefused() throws Exception {
    assertThat(refused(results().edit(phase("lora", "search"), line -> line.put("eval_rows", 10))))
        .singleElement()
        .asString()
        .contains("numbers of validation examples differ: 1000 (full, head), 10 (lora r=4)");
  }

  @Test
  void aTaskOfTwoMetricsIsRefused() {
    assertThatThrownBy(
            () -> findings(results().edit(method("lora"), line -> line.put("metric", "macro_f1"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("task wordnet is judged by macro_f1 here and by accuracy");
  }

  @Test
  void aScoreThatIsNoNumberIsNamedAndLeftOut() throws Exception {
    EditedResults edited =
        results()
            .edit(
                run("lora", 1),
                line -> ((ObjectNode) line.get("metrics")).put("accuracy", Double.NaN));
    assertThat(said(edited))
        .singleElement()
        .asString()
        .matches(
            "trial [0-9a-f]{16} \\(lora r=4 on wordnet, final, seed 1\\) is left out: its accuracy"
                + " is NaN");
    assertThat(flagged(edited).text(2, 2)).matches("7\\d\\.\\d ± \\d\\.\\d \\(1 of 3 failed\\)");
  }

  @Test
  void aDivergedSeedRaisesNothing() throws Exception {
    EditedResults edited =
        results()
            .edit(
                run("full", 1),
                line -> {
                  line.put("status", "diverged");
                  line.putObject("metrics");
                });
    assertThat(findings(edited)).isEmpty();
    PaperTable table = flagged(edited);
    assertThat(table.text(0, 2)).matches("≤ 7\\d\\.\\d \\(1 of 3 diverged\\)");
    assertThat(table.text(0, 3)).isEqualTo("2");
  }

  @Test
  void damagedLinesAreNamedInTheReportOfTheRest() throws Exception {
    EditedResults edited =
        results()
            .repeat(run("lora", 1), line -> ((ObjectNode) line.get("counts")).put("total", 1))
            .line("{\"id\": \"abc\", \"trial\": {");
    List<String> damage = said(edited);
    assertThat(damage)
        .hasSize(2)
        .anyMatch(line -> line.contains("(trial abc): cut off or not JSON; the line is left out"))
        .anyMatch(line -> line.contains("in rows or parameters; the later one counts"));

    String text = report(edited, Mixed.REFUSE);

    assertThat(text.replaceAll("\\s+", " ")).contains("Warning: ", "line is left out", "lora");
    assertThat(folder.resolve("report.html")).content().contains("<li>", "the later one counts");
  }

  @Test
  void whatIsRefusedStandsInEveryFormatIfItIsFlagged() throws Exception {
    EditedResults edited = results().edit(method("lora"), set("epochs", 20));

    assertThatThrownBy(() -> report(edited, Mixed.REFUSE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("methods differ in epochs: 2 (full, head), 20 (lora r=4)");

    report(edited, Mixed.FLAG);
    for (String file : List.of("table.md", "table.tex", "table.html", "report.html")) {
      assertThat(Files.readString(folder.resolve(file)))
          .contains("epochs", "methods differ in epo");
    }
  }

  private String report(EditedResults edited, Mixed mixed) throws Exception {
    edited.writePredictions(folder).write(folder);
    List<String> damage = new ArrayList<>();
    List<TrialResult> read = ResultLog.read(folder, damage::add);
    return Report.write(folder, "t", read, damage, mixed, StandardCharsets.UTF_8);
  }

  private ResultTable table(EditedResults edited) throws Exception {
    return ResultTable.of(ResultLog.read(edited.write(folder), line -> {}));
  }

  private List<Finding> findings(EditedResults edited) throws Exception {
    return Comparability.findings(table(edited));
  }

  private List<String> refused(EditedResults edited) throws Exception {
    return Comparability.problems(table(edited));
  }

  /** What the reading of the folder says. */
  private List<String> said(EditedResults edited) throws Exception {
    List<String> said = new ArrayList<>();
    said.addAll(ResultTable.of(ResultLog.read(edited.write(folder), said::add)).unscored());
    return said;
  }

  private PaperTable flagged(EditedResults edited) throws Exception {
    ResultTable table = table(edited);
    return MainTable.of(
        "t", table, Marks.best(table), List.of(), Report.columns(Comparability.findings(table)));
  }
}
