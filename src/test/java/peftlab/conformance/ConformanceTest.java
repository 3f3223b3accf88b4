package peftlab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peftlab.InputException;
import peftlab.Resources;
import peftlab.Shared;
import peftlab.tensor.backend.Backend;

/** Follows training runs of PyTorch and PEFT step by step, and notices where one does not fit. */
@Tag("slow")
class ConformanceTest {
  private static final Tolerances STRICT = new Tolerances(2e-5, 1e-4);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"FUSED", "ND4J"})
  void followsTheRunsThatComeWithTheProject(Backend backend) {
    assertThat(check(Resources.path("parity-mini"), backend))
        .hasSize(20)
        .allMatch(RunOutcome::passed)
        .allMatch(outcome -> outcome.steps() == 20);
  }

  @ParameterizedTest
  @EnumSource(names = {"FUSED", "ND4J"})
  void followsTheReferenceRuns(Backend backend) {
    Path root = Shared.path("parity");
    assertThat(check(root, backend)).hasSize(12).allMatch(RunOutcome::passed);
  }

  @Test
  void aLossThatIsOffFailsItsRun() throws IOException {
    Path run = copy("head");
    edit(run.resolve("losses.csv"), "\n20,", "\n20,1");
    RunOutcome outcome = only();
    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.lossDifference()).isGreaterThan(1);
    assertThat(outcome.logitDifference()).isLessThan(1e-4);
  }

  @Test
  void aLogitThatIsNoNumberFailsItsRun() throws IOException {
    Path run = copy("head");
    Path logits = run.resolve("logits.csv");
    String text = Files.readString(logits);
    Files.writeString(logits, "NaN" + text.substring(text.indexOf(',')));
    RunOutcome outcome = only();
    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.failure()).isNull();
  }

  @Test
  void aRunThatTrainsSomethingElseFails() throws IOException {
    copyInit(copy("pfeiffer"), "houlsby");
    assertThat(only().failure()).contains("attention.output.dropout.1", "not here");
  }

  @Test
  void aRunThatLacksAnInitialValueFails() throws IOException {
    copyInit(copy("houlsby"), "pfeiffer");
    assertThat(only().failure()).contains("holds no value for", "adapter");
  }

  @Test
  void aRunOfAnotherRankFails() throws IOException {
    Path run = copy("lora");
    edit(run.resolve("settings.json"), "\"rank\": 3", "\"rank\": 2");
    assertThat(only().failure()).contains("lora_A", "[3, 12]", "[2, 12]");
  }

  @Test
  void aRunWithoutSettingsFails() throws IOException {
    Files.delete(copy("head").resolve("settings.json"));
    assertThat(only().failure()).contains("settings.json does not exist");
  }

  @Test
  void aMethodThatNobodyKnowsFails() throws IOException {
    Path run = copy("head");
    edit(run.resolve("settings.json"), "\"method\": \"head\"", "\"method\": \"heads\"");
    assertThat(only().failure()).contains("'heads'", "prefix-mlp");
  }

  @Test
  void aFolderWithoutRunsIsRefused() throws IOException {
    Path mini = Resources.path("parity-mini");
    for (String file : List.of("train.tsv", "eval.tsv")) {
      Files.copy(mini.resolve(file), folder.resolve(file));
    }
    assertThatThrownBy(() -> check(folder, Backend.FUSED))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no folder runs");
  }

  private static List<RunOutcome> check(Path root, Backend backend) {
    return new ReferenceRuns(root, backend, 2).check(STRICT, outcome -> {});
  }

  /** The outcome of a folder with one run. */
  private RunOutcome only() {
    List<RunOutcome> outcomes = check(folder, Backend.FUSED);
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0).passed()).isFalse();
    return outcomes.get(0);
  }

  /** A copy of the small folder with one run; returns the run's folder. */
  private Path copy(String run) throws IOException {
    Path mini = Resources.path("parity-mini");
    Path kept = mini.resolve("runs").resolve(run);
    try (Stream<Path> files = Files.walk(mini)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(mini.resolve("runs")) || file.startsWith(kept))
          .forEach(file -> copy(file, folder.resolve(mini.relativize(file))));
    }
    return folder.resolve("runs").resolve(run);
  }

  private static void copyInit(Path run, String from) throws IOException {
    Path init = Resources.path("parity-mini/runs/" + from + "/init.safetensors");
    Files.delete(run.resolve("init.safetensors"));
    copy(init, run.resolve("init.safetensors"));
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
