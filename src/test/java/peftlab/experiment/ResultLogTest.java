package peftlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;

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
    assertThat(ResultLog.read(out)).containsExactly(outcome.result());
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
        .hasMessageContaining("line 3: '0,1' is of no class, there are 1 from 0");
    Files.writeString(csv, "# classes: [\"a\nlabel,prediction\n0,1\n");
    assertThatThrownBy(() -> Predictions.read(out, id(0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 1: expected names of classes");
  }

  @Test
  void anEmptyFolderHasNoResults() {
    assertThat(ResultLog.read(out)).isEmpty();
  }

  @Test
  void whereverALastLineIsTornTheOthersStay() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    byte[] first = Files.readAllBytes(file);
    append(Fakes.outcome(trials.get(1), 0.6));
    byte[] whole = Files.readAllBytes(file);
    for (int length = first.length; length < whole.length - 1; length += 7) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(ResultLog.read(out)).extracting(TrialResult::id).containsExactly(id(0));
      append(Fakes.outcome(trials.get(2), 0.7));
      assertThat(ResultLog.read(out)).extracting(TrialResult::id).containsExactly(id(0), id(2));
      assertThat(Files.readAllLines(file)).hasSize(2);
    }
  }

  @Test
  void aWholeLineThatLacksOnlyItsEndCounts() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    append(Fakes.outcome(trials.get(1), 0.6));
    assertThat(ResultLog.read(out)).extracting(TrialResult::id).containsExactly(id(0), id(1));
  }

  @Test
  void aBrokenLineInTheMiddleIsNamed() throws IOException {
    append(Fakes.outcome(trials.get(0), 0.5));
    for (String broken : List.of("{\"id\":", "null", "{}", "[]", "\u0000\u0000", "")) {
      String line = Files.readAllLines(file).get(0);
      Files.writeString(file, line + "\n" + broken + "\n" + line + "\n", StandardCharsets.UTF_8);
      assertThatThrownBy(() -> ResultLog.read(out))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("trials.jsonl, line 2: not a result");
    }
  }

  @Test
  void theLastLineOfATrialCounts() throws IOException {
    append(
        new TrialOutcome(
            Failures.of(
                trials.get(0), new IllegalStateException("x"), java.util.Map.of("code", "c")),
            List.of()));
    assertThat(ResultLog.read(out))
        .extracting(TrialResult::status)
        .containsExactly(TrialResult.Status.FAILED);
    append(Fakes.outcome(trials.get(0), 0.5));
    assertThat(ResultLog.read(out))
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
      assertThat(ResultLog.read(out)).isEmpty();
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
        .hasMessageContaining("torn");
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
