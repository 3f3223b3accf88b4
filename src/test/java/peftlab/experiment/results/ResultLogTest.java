package peftlab.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.InputException;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.run.Failures;
import peftlab.experiment.run.Fakes;

class ResultLogTest {
  @TempDir Path folder;
  private Path out;
  private Path file;
  private List<Trial> trials;

  @BeforeEach
  void prepare() {
    out = folder.resolve("out");
    file = out.resolve("trials.jsonl");
    trials =
        Fakes.groups(
                folder,
                """
                title: t
                seeds: [1, 2, 3]
                methods: [{method: lora, lr: 1e-3}]
                """)
            .get(0)
            .finals(1e-3);
  }

  @Test
  void keepsResultsAndPredictionsAsTheyWere() throws IOException {
    TrialOutcome outcome = Fakes.outcome(trials.get(0), 0.75);
    append(outcome);
    assertThat(ResultLog.read(out, line -> {})).containsExactly(outcome.result());
    assertThat(Predictions.read(out, trials.get(0).id()).rows()).isEqualTo(outcome.predictions());
    assertThat(out.resolve("predictions/" + trials.get(0).id() + ".csv"))
        .hasContent("label,prediction\n0,0\n1,0\n23,23\n");
  }

  @Test
  void theClassOfEachNumberStandsAboveThePredictions() throws IOException {
    TrialOutcome bare = Fakes.outcome(trials.get(0), 0.75);
    List<TrialOutcome.Prediction> rows = List.of(new TrialOutcome.Prediction(0, 1));
    List<String> classes = List.of("a, \"b\"\n", "中文");
    append(new TrialOutcome(bare.result(), rows, classes));

    Path csv = out.resolve("predictions/" + id(0) + ".csv");
    assertThat(csv).hasContent("# classes: [\"a, \\\"b\\\"\\n\",\"中文\"]\nlabel,prediction\n0,1\n");
    assertThat(Predictions.read(out, id(0))).isEqualTo(new Predictions.Stored(classes, rows));
    Files.writeString(csv, "# classes: [\"a\"]\nlabel,prediction\n0,1\n");
    assertThatThrownBy(() -> Predictions.read(out, id(0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 3: '0,1' is not a class: expected a number from 0, below 1");
    Files.writeString(csv, "# classes: [\"a\nlabel,prediction\n0,1\n");
    assertThatThrownBy(() -> Predictions.read(out, id(0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 1: expected names of classes");
  }

  @Test
  void anEmptyFolderHasNoResults() {
    assertThat(ResultLog.read(out, line -> {})).isEmpty();
  }

  @Test
  void whereverALastLineIsTornTheOthersStay() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    byte[] first = Files.readAllBytes(file);
    append(Fakes.outcome(trials.get(1), 0.6));
    byte[] whole = Files.readAllBytes(file);
    for (int length = first.length; length < whole.length - 1; length += 7) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(ResultLog.read(out, line -> {}))
          .extracting(TrialResult::id)
          .containsExactly(id(0));
      append(Fakes.outcome(trials.get(2), 0.7));
      assertThat(ResultLog.read(out, line -> {}))
          .extracting(TrialResult::id)
          .containsExactly(id(0), id(2));
      assertThat(Files.readAllLines(file)).hasSize(2);
    }
  }

  @Test
  void aWholeLineThatLacksOnlyItsEndCounts() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    append(Fakes.outcome(trials.get(1), 0.6));
    assertThat(ResultLog.read(out, line -> {}))
        .extracting(TrialResult::id)
        .containsExactly(id(0), id(1));
  }

  static Stream<Arguments> noResults() {
    return Stream.of(
        Arguments.of("{\"id\":", "line 2: cut off or not JSON"),
        Arguments.of("{\"id\": \"abc\", \"trial\": {", "line 2 (trial abc): cut off or not JSON"),
        Arguments.of("null", "line 2: not a result of this version: id, status or trial"),
        Arguments.of("{}", "line 2: not a result of this version: id, status or trial"),
        Arguments.of("[]", "line 2: not a result of this version: "),
        Arguments.of("LINE LINE", "cut off or not JSON"),
        Arguments.of("\u0000\u0000", "line 2: cut off or not JSON"));
  }

  @ParameterizedTest
  @MethodSource("noResults")
  void aLineThatIsNoResultIsNamedAndTheOthersCount(String broken, String said) throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    append(Fakes.outcome(trials.get(1), 0.6));
    List<String> lines = Files.readAllLines(file);
    String second = broken.replace("LINE", lines.get(0));
    Files.writeString(file, String.join("\n", lines.get(0), second, lines.get(1), ""));
    List<String> warnings = new ArrayList<>();

    assertThat(ResultLog.read(out, warnings::add))
        .extracting(TrialResult::id)
        .containsExactly(id(0), id(1));

    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("trials.jsonl, line ")
        .contains(said);
    untouched("line 2");
  }

  /** A run takes no folder whose lines it would have to lose. */
  private void untouched(String said) throws IOException {
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> ResultLog.open(out))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said)
        .hasMessageContaining("remove the line from the file");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aLineOfANewerVersionIsNamedAndStaysEvenWithoutItsEnd() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    append(Fakes.outcome(trials.get(1), 0.6));
    List<String> lines = Files.readAllLines(file);
    for (String field : List.of("\"momentum\":0.9,\"batch\":", "\"batch\":\"many\",\"was\":")) {
      String newer = lines.get(1).replace("\"batch\":", field);
      Files.writeString(file, lines.get(0) + "\n" + newer);
      List<String> warnings = new ArrayList<>();

      assertThat(ResultLog.read(out, warnings::add)).hasSize(1);

      assertThat(warnings)
          .singleElement()
          .asString()
          .contains("line 2 (trial " + id(1) + "): not a result of this version: ")
          .contains(field.contains("many") ? "field trial.settings.batch: " : "trial.settings.m");
      untouched(id(1));
    }
  }

  @Test
  void aLineWithASettingOutOfRangeSaysWhatWouldBeRight() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    Files.writeString(file, Files.readString(file).replace("\"batch\":32", "\"batch\":-1"));
    List<String> warnings = new ArrayList<>();
    assertThat(ResultLog.read(out, warnings::add)).isEmpty();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("not a result of this version: batch is '-1': expected");
  }

  @Test
  void aTornLastLineIsSaid() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    Files.writeString(file, "{\"id\":\"" + id(1) + "\",\"tr", StandardOpenOption.APPEND);
    List<String> warnings = new ArrayList<>();
    assertThat(ResultLog.read(out, warnings::add)).hasSize(1);
    assertThat(warnings)
        .containsExactly(
            "trials.jsonl, line 2 (trial "
                + id(1)
                + "): cut off or not JSON; the line is left out");
  }

  @Test
  void aScoreThatIsNoNumberIsRead() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    String line = Files.readString(file);
    Files.writeString(file, line.replace("\"accuracy\":0.5", "\"accuracy\":NaN"));
    assertThat(ResultLog.read(out, ResultLogTest::unexpected).get(0).metrics().get("accuracy"))
        .isNaN();
  }

  @Test
  void linesOfOneTrialThatContradictEachOtherAreSaid() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    String line = Files.readString(file);
    assertThat(contradiction(line, line)).isEmpty();
    assertThat(contradiction(line, line.replace("\"train_seconds\":", "\"train_seconds\":1")))
        .isEmpty();
    assertThat(contradiction(line, line.replace("\"accuracy\":0.5", "\"accuracy\":0.9")))
        .containsExactly(
            "trials.jsonl, line 2 (trial "
                + id(0)
                + "): contradicts line 1 of the same trial, accuracy 0.5 there and accuracy 0.9"
                + " here; the later one counts");
    assertThat(contradiction(line, line.replace("\"batch\":32", "\"batch\":8")))
        .singleElement()
        .asString()
        .contains("in what was run");
    assertThat(contradiction(line, line.replace("\"ok\"", "\"failed\"")))
        .singleElement()
        .asString()
        .contains("which finished");
    assertThat(contradiction(line.replace("\"ok\"", "\"failed\""), line)).isEmpty();
  }

  private List<String> contradiction(String first, String second) throws IOException {
    Files.writeString(file, first + second);
    List<String> warnings = new ArrayList<>();
    assertThat(ResultLog.read(out, warnings::add)).hasSize(1);
    return warnings;
  }

  private static void unexpected(String warning) {
    throw new AssertionError(warning);
  }

  @Test
  void theLastLineOfATrialCounts() throws IOException {
    append(
        new TrialOutcome(
            Failures.of(
                trials.get(0), new IllegalStateException("x"), java.util.Map.of("code", "c")),
            List.of()));
    assertThat(ResultLog.read(out, line -> {}))
        .extracting(TrialResult::status)
        .containsExactly(TrialResult.Status.FAILED);
    append(Fakes.outcome(trials.get(0), 0.5));
    assertThat(ResultLog.read(out, line -> {}))
        .extracting(TrialResult::status)
        .containsExactly(TrialResult.Status.OK);
  }

  @Test
  void aSecondRunInTheFolderIsRefused() throws IOException {
    try (ResultLog log = ResultLog.open(out)) {
      assertThat(log.find(id(0))).isEmpty();
      assertThatThrownBy(() -> ResultLog.open(out))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("another run writes to this folder");
      assertThat(ResultLog.read(out, line -> {})).isEmpty();
    }
    ResultLog.open(out).close();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path plain = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> ResultLog.open(plain))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(plain.toString());
  }

  @Test
  void predictionsAreChecked() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    Path csv = out.resolve("predictions/" + id(0) + ".csv");
    Files.writeString(csv, "label,prediction\n1,2\n1,x\n");
    assertThatThrownBy(() -> Predictions.read(out, id(0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 3: '1,x'");
    Files.writeString(csv, "label,prediction\n1,2\n1,1");
    assertThatThrownBy(() -> Predictions.read(out, id(0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cut off, its last line");
    assertThatThrownBy(() -> Predictions.read(out, "0000000000000000"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("0000000000000000.csv");
  }

  private String id(int trial) {
    return trials.get(trial).id();
  }

  private void append(TrialOutcome outcome) throws IOException {
    try (ResultLog log = ResultLog.open(out)) {
      log.append(outcome);
    }
  }
}
