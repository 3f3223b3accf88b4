package peftlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class KillTest {
  private static final int TRIALS = 40;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aKilledRunLosesAtMostTheTrialsInFlight(int workers) throws Exception {
    int kills = 0;
    for (int finished = 5; finished < TRIALS; finished += 12) {
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

  private List<TrialResult> results() {
    return ResultLog.read(folder.resolve("out"));
  }

  private List<String> started() throws Exception {
    return Files.readAllLines(folder.resolve("started"));
  }

  private Process start(int workers) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            folder.toString(),
            Integer.toString(workers))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }
}
