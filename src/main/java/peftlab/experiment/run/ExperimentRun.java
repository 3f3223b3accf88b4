package peftlab.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialOutcome;
import peftlab.experiment.results.TrialResult;
import peftlab.train.Trainer;

/**
 * Runs groups of trials, one worker or several, into a results folder. Trials whose result is there
 * are not run again; a trial that fails is recorded with its reason, and the others go on.
 */
public final class ExperimentRun {
  private final ResultLog log;
  private final TrialRunner runner;
  private final int workers;
  private final Map<String, String> provenance;
  private final RunListener listener;
  private final FinishedTrials recorder;
  private final Map<String, TrialResult> results = new ConcurrentHashMap<>();
  private final AtomicInteger ran = new AtomicInteger();
  private final AtomicInteger skipped = new AtomicInteger();

  /**
   * Creates one.
   *
   * @param provenance what is written beside the result of a trial that failed
   * @param listeners are told what happens, one call at a time
   * @throws peftlab.InputException if a folder to take trials from cannot be read
   */
  public ExperimentRun(
      ResultLog log,
      TrialRunner runner,
      RunOptions options,
      Map<String, String> provenance,
      List<RunListener> listeners) {
    this.log = log;
    this.runner = runner;
    this.workers = options.workers();
    this.provenance = provenance;
    this.listener = new SynchronizedListeners(listeners);
    this.recorder = new FinishedTrials(log, options, provenance, listener::note);
  }

  /** Runs what there is to run; returns when all of it has ended. */
  public RunSummary run(List<TrialGroup> groups) throws InterruptedException {
    OlderTrials.note(log.all(), groups).ifPresent(listener::note);
    WorkQueue queue = new WorkQueue(groups, listener::note);
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        running.add(pool.submit(() -> work(queue)));
      }
      for (Future<?> worker : running) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
    listener.finished();
    return new RunSummary(ordered(groups), ran.get(), skipped.get(), recorder.unrecorded());
  }

  private void work(WorkQueue queue) {
    try {
      for (Optional<Trial> next = queue.take(); next.isPresent(); next = queue.take()) {
        Trial trial = next.get();
        TrialResult result = result(trial);
        results.put(trial.id(), result);
        queue.done(trial, result);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
    }
  }

  private TrialResult result(Trial trial) {
    Optional<TrialResult> existing = recorder.existing(trial);
    if (existing.isPresent()) {
      skipped.incrementAndGet();
      listener.skipped(trial, existing.get());
      return existing.get();
    }
    listener.started(trial);
    TrialResult result = recorder.record(trial, attempt(trial));
    ran.incrementAndGet();
    listener.ended(trial, result);
    return result;
  }

  // Whatever goes wrong in one trial, native memory and linkage included, is that trial's result.
  private TrialOutcome attempt(Trial trial) {
    try {
      return runner.run(trial, new OfOneTrial(trial));
    } catch (Throwable e) {
      return new TrialOutcome(Failures.of(trial, e, provenance), List.of());
    }
  }

  private final class OfOneTrial implements Trainer.StepListener {
    private final Trial trial;

    OfOneTrial(Trial trial) {
      this.trial = trial;
    }

    @Override
    public void warmingUp() {
      listener.warmingUp(trial);
    }

    @Override
    public void stepped(int step, int steps, double loss) {
      listener.stepped(trial, step, steps, loss);
    }
  }

  private List<TrialResult> ordered(List<TrialGroup> groups) {
    return groups.stream()
        .flatMap(
            group ->
                Stream.concat(
                    group.searches().stream(),
                    group.rate(results).stream().boxed().flatMap(lr -> group.finals(lr).stream())))
        .map(trial -> results.get(trial.id()))
        .toList();
  }
}
