package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.Predictions;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialOutcome;
import peftlab.experiment.results.TrialResult;
import peftlab.train.DivergedException;
import peftlab.train.Trainer;

@Timeout(60)
class ExperimentRunTest {
  private static final String SEARCH =
      """
      title: t
      seeds: [1, 2]
      lr: {search: {low: 1e-4, high: 1e-2, trials: 3}}
      methods: [{method: head}, {method: lora, rank: [1, 4]}, {method: full}]
      """;
  private static final String FIXED =
      """
      title: t
      seeds: [1, 2, 3]
      methods: [{method: head, lr: 1e-2}, {method: lora, lr: 1e-3}]
      """;

  @TempDir Path folder;
  private final List<Trial> ran = Collections.synchronizedList(new ArrayList<>());
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

  private static List<RecordedTrial> recorded(List<Trial> trials) {
    return trials.stream().map(Trial::recorded).toList();
  }

  @Test
  void runsEveryTrialOnceAndThenNoneAgain() throws Exception {
    RunSummary first = run("out", FIXED, 1, this::good);
    assertThat(first.ran()).isEqualTo(6);
    assertThat(first.results()).extracting(TrialResult::trial).isEqualTo(recorded(ran));
    RunSummary second = run("out", FIXED, 1, this::good);
    assertThat(second.ran()).isZero();
    assertThat(second.skipped()).isEqualTo(6);
    assertThat(second.results()).isEqualTo(first.results());
    assertThat(ran).hasSize(6);
  }

  @Test
  void manyWorkersComeToTheSameResults() throws Exception {
    RunSummary one = run("one", SEARCH, 1, this::good);
    List<Trial> inOrder = List.copyOf(ran);
    RunSummary four = run("four", SEARCH, 4, this::good);
    assertThat(one.results())
        .hasSize(4 * (3 + 2))
        .extracting(TrialResult::trial)
        .isEqualTo(recorded(inOrder));
    assertThat(four.results()).isEqualTo(one.results());
  }

  @Test
  void workersRunAtOnce() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    RunSummary summary =
        run(
            "out",
            FIXED,
            2,
            (trial, listener) -> {
              both.countDown();
              try {
                assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return good(trial, listener);
            });
    assertThat(summary.failed()).isEmpty();
  }

  @Test
  void finalsComeAfterTheirSearchAtItsBestRate() throws Exception {
    run("out", SEARCH, 3, this::good);
    Map<String, Integer> open = new java.util.HashMap<>();
    for (Trial trial : ran) {
      String group = trial.method() + trial.hyper();
      if (trial.phase().equals(RecordedTrial.SEARCH)) {
        open.merge(group, 1, Integer::sum);
      } else {
        assertThat(open.get(group)).isEqualTo(3);
      }
    }
    for (TrialResult result : ResultLog.read(folder.resolve("out"), line -> {})) {
      if (result.trial().phase().equals(RecordedTrial.FINAL)) {
        double best =
            ResultLog.read(folder.resolve("out"), line -> {}).stream()
                .filter(r -> r.trial().phase().equals(RecordedTrial.SEARCH))
                .filter(r -> r.trial().method().equals(result.trial().method()))
                .filter(r -> r.trial().hyper().equals(result.trial().hyper()))
                .max(java.util.Comparator.comparingDouble(r -> r.metrics().get("accuracy")))
                .orElseThrow()
                .trial()
                .settings()
                .lr();
        assertThat(result.trial().settings().lr()).isEqualTo(best);
      }
    }
  }

  @Test
  void failuresAreRecordedWithTheirReasonsAndTheOthersGoOn() throws Exception {
    TrialRunner failing =
        (trial, listener) -> {
          ran.add(trial);
          if (trial.method().equals("lora")) {
            switch ((int) trial.settings().seed()) {
              case 1 -> throw new InputException("dropout must be less than 1");
              case 2 -> throw new OutOfMemoryError("Physical memory usage is too high");
              default -> throw new StackOverflowError();
            }
          }
          return Fakes.byId(trial, listener);
        };
    RunSummary summary = run("out", FIXED, 1, failing);
    assertThat(summary.results()).hasSize(6);
    assertThat(summary.failed())
        .extracting(TrialResult::status)
        .containsExactly(
            TrialResult.Status.FAILED, TrialResult.Status.OUT_OF_MEMORY, TrialResult.Status.FAILED);
    assertThat(summary.failed().get(0).reason()).isEqualTo("dropout must be less than 1");
    assertThat(summary.failed().get(1).reason())
        .isEqualTo("out of memory: Physical memory usage is too high");
    assertThat(summary.failed().get(2).reason()).startsWith("StackOverflowError");
    assertThat(ResultLog.read(folder.resolve("out"), line -> {}))
        .containsExactlyInAnyOrderElementsOf(summary.results());

    assertThat(run("out", FIXED, 1, this::good).ran()).isZero();
    RunSummary retried = run("out", FIXED, new RunOptions(1, true, List.of()), this::good);
    assertThat(retried.ran()).isEqualTo(3);
    assertThat(retried.failed()).isEmpty();
  }

  @Test
  void aDivergedSearchTrialIsNotChosenAndAFruitlessSearchEndsItsGroup() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    RunSummary summary =
        run(
            "out",
            SEARCH,
            1,
            (trial, listener) -> {
              calls.incrementAndGet();
              if (trial.method().equals("head")
                  || (trial.method().equals("full") && trial.settings().lr() > 5e-3)) {
                throw new DivergedException(3, Double.NaN);
              }
              return good(trial, listener);
            });
    assertThat(summary.ran()).isEqualTo(3 + 5 * 3).isEqualTo(calls.get());
    assertThat(summary.results()).hasSize(18);
    assertThat(summary.failed())
        .hasSize(4)
        .allMatch(r -> r.status() == TrialResult.Status.DIVERGED)
        .allMatch(r -> r.reason().startsWith("loss is NaN at step 3"));
    assertThat(notes).singleElement().asString().contains("head on wordnet: all 3 search");
    assertThat(ran)
        .filteredOn(t -> t.method().equals("full"))
        .allMatch(t -> t.settings().lr() <= 5e-3)
        .hasSize(2 + 2);
  }

  @Test
  void takesFinishedTrialsOfAnotherFolderOver() throws Exception {
    run("old", FIXED, 1, this::good);
    RunOptions reuse = new RunOptions(1, false, List.of(folder.resolve("old")));
    assertThat(run("new", FIXED, 1, this::good).ran()).isEqualTo(6);
    RunSummary summary = run("reusing", FIXED, reuse, this::good);
    assertThat(summary.ran()).isZero();
    String id = summary.results().get(0).id();
    assertThat(Predictions.read(folder.resolve("reusing"), id).rows()).hasSize(3);
    assertThat(ResultLog.read(folder.resolve("reusing"), line -> {})).hasSize(6);
    RunOptions missing = new RunOptions(1, false, List.of(folder.resolve("none")));
    assertThatThrownBy(() -> run("x", FIXED, missing, this::good))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no such folder");
  }

  @Test
  void aResultThatCannotBeStoredIsAFailureWithItsReason() throws Exception {
    Path out = folder.resolve("out");
    Files.createDirectories(out);
    // A file where the folder should be: every predictions file fails, the log does not.
    Files.writeString(out.resolve("predictions"), "in the way");
    RunSummary summary = run("out", FIXED, 1, this::good);
    assertThat(summary.failed())
        .hasSize(6)
        .allMatch(result -> result.reason().startsWith("the result cannot be stored: "));
    assertThat(ResultLog.read(out, line -> {})).hasSize(6);
    Files.delete(out.resolve("predictions"));
    assertThat(run("out", FIXED, new RunOptions(1, true, List.of()), this::good).failed())
        .isEmpty();
  }

  private TrialOutcome good(Trial trial, Trainer.StepListener listener) {
    ran.add(trial);
    return Fakes.byId(trial, listener);
  }

  private RunSummary run(String name, String suite, int workers, TrialRunner runner)
      throws InterruptedException {
    return run(name, suite, new RunOptions(workers, false, List.of()), runner);
  }

  private RunSummary run(String name, String suite, RunOptions options, TrialRunner runner)
      throws InterruptedException {
    List<TrialGroup> groups = Fakes.groups(folder, suite);
    RunListener listener =
        new RunListener() {
          @Override
          public void note(String line) {
            notes.add(line);
          }
        };
    try (ResultLog log = ResultLog.open(folder.resolve(name))) {
      return new ExperimentRun(log, runner, options, Map.of("code", "test"), List.of(listener))
          .run(groups);
    }
  }
}
