package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialResult;

@Timeout(120)
@Tag("slow")
class RunProcessTest {
  private static final int TRIALS = 40;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFakeRunLosesAtMostTheTrialsInFlight(int workers) throws Exception {
    int kills = 0;
    for (int finished = 5; finished < TRIALS; finished += 20) {
      Process process = start(workers);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
      while (results().size() < finished) {
        assertThat(process.isAlive()).as("still running").isTrue();
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.sleep(3);
      }
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 9);
      kills++;

      Set<String> kept = new HashSet<>();
      results().forEach(result -> kept.add(result.id()));
      List<String> lost = new ArrayList<>(started());
      lost.removeAll(kept);
      assertThat(lost).hasSizeLessThanOrEqualTo(kills * workers);
    }
    Process last = start(workers);
    assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(last.exitValue()).isZero();

    assertThat(Files.readAllLines(folder.resolve("out/trials.jsonl"))).hasSize(TRIALS);
    assertThat(results()).hasSize(TRIALS);
    assertThat(started()).hasSizeLessThanOrEqualTo(TRIALS + kills * workers);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void resultsThatCannotBeWrittenAreToldAndTheOthersGoOn() throws Exception {
    List<String> limited = List.of("bash", "-c", "ulimit -f 16; exec \"$@\"", "bash");
    assertThat(start(limited, 1).waitFor(60, TimeUnit.SECONDS)).isTrue();
    int kept = results().size();
    assertThat(kept).isBetween(5, TRIALS - 5);
    assertThat(started()).hasSize(TRIALS);
    assertThat(Files.readAllLines(folder.resolve("output")))
        .hasSize(TRIALS - kept + 1)
        .last()
        .isEqualTo("unrecorded " + (TRIALS - kept));

    assertThat(start(2).waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(results()).hasSize(TRIALS).allMatch(r -> r.status() == TrialResult.Status.OK);
  }

  @Test
  void aSecondProcessIsRefused() throws Exception {
    try (ResultLog log = ResultLog.open(folder.resolve("out"))) {
      Process process = start(1);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isNotZero();
      assertThat(Files.readString(folder.resolve("output")))
          .contains("another run writes to this folder");
      assertThat(log.find("0000000000000000")).isEmpty();
    }
  }

  private List<TrialResult> results() {
    return ResultLog.read(folder.resolve("out"), line -> {});
  }

  private List<String> started() throws Exception {
    return Files.readAllLines(folder.resolve("started"));
  }

  private Process start(int workers) throws Exception {
    return start(List.of(), workers);
  }

  private Process start(List<String> before, int workers) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FakeRun.class.getName(),
            folder.toString(),
            Integer.toString(workers)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }
}
