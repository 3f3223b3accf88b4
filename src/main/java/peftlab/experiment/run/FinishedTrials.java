package peftlab.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import peftlab.InputException;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialOutcome;
import peftlab.experiment.results.TrialResult;

/** Finds stored results and records new ones, even if the disk is full. */
final class FinishedTrials {
  private final ResultLog log;
  private final boolean retryFailed;
  private final Map<String, Found> elsewhere = new LinkedHashMap<>();
  private final Map<String, String> provenance;
  private final Consumer<String> notes;
  private final AtomicInteger unrecorded = new AtomicInteger();

  private record Found(Path folder, TrialResult result) {}

  FinishedTrials(
      ResultLog log, RunOptions options, Map<String, String> provenance, Consumer<String> notes) {
    this.log = log;
    this.retryFailed = options.retryFailed();
    this.provenance = provenance;
    this.notes = notes;
    for (Path folder : options.reuse()) {
      if (!java.nio.file.Files.isDirectory(folder)) {
        throw new InputException("--reuse " + folder + ": there is no such folder");
      }
      for (TrialResult result : ResultLog.read(folder, notes)) {
        if (isOk(result)) {
          elsewhere.putIfAbsent(result.id(), new Found(folder, result));
        }
      }
    }
  }

  /** The result of a trial that need not be run. */
  Optional<TrialResult> existing(Trial trial) {
    Optional<TrialResult> here = log.find(trial.id());
    if (here.isPresent() && (isOk(here.get()) || !retryFailed)) {
      return here;
    }
    Found found = elsewhere.get(trial.id());
    if (found == null) {
      return Optional.empty();
    }
    try {
      log.takeOver(found.folder, found.result);
      return Optional.of(found.result);
    } catch (IOException e) {
      notes.accept(
          "trial " + trial.id() + " cannot be taken over from " + found.folder + ": " + reason(e));
      return Optional.empty();
    }
  }

  /** Stores what a trial gave; where that is impossible, that it was. */
  TrialResult record(Trial trial, TrialOutcome outcome) {
    TrialResult result = outcome.result();
    if (isOk(result)) {
      try {
        log.append(outcome);
        return result;
      } catch (IOException e) {
        String reason = "the result cannot be stored: " + reason(e);
        result =
            TrialResult.failure(trial.recorded(), TrialResult.Status.FAILED, reason, provenance);
      }
    }
    try {
      log.appendFailure(result);
    } catch (IOException e) {
      unrecorded.incrementAndGet();
      notes.accept("trial " + trial.id() + " cannot be recorded: " + reason(e));
    }
    return result;
  }

  int unrecorded() {
    return unrecorded.get();
  }

  private static boolean isOk(TrialResult result) {
    return result.status() == TrialResult.Status.OK;
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
