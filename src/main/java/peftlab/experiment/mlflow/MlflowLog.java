package peftlab.experiment.mlflow;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.RunListener;

/**
 * Sends each result to an MLflow server, as a run with its parameters, metrics and learning curve.
 * The server is a convenience: the first failure is one warning line and the end of sending, and no
 * trial waits.
 */
public final class MlflowLog implements RunListener {
  private static final int MAX_SECONDS_AT_END = 30;

  private final MlflowClient client;
  private final URI uri;
  private final String experiment;
  private final Consumer<String> warnings;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "mlflow");
            thread.setDaemon(true);
            return thread;
          });
  // Told by the threads of the run alone, which listeners are called by one at a time.
  private final AtomicReference<String> untold = new AtomicReference<>();
  // Of the sender's thread alone.
  private String experimentId;
  private boolean failed;

  /** Logs to the experiment called {@code experiment} at {@code uri}. */
  public MlflowLog(URI uri, String experiment, Consumer<String> warnings) {
    this.client = new MlflowClient(uri);
    this.uri = uri;
    this.experiment = experiment;
    this.warnings = warnings;
  }

  @Override
  public void ended(Trial trial, TrialResult result) {
    long now = System.currentTimeMillis();
    sender.execute(() -> trySend(result, now));
    warn();
  }

  @Override
  public void finished() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(MAX_SECONDS_AT_END, TimeUnit.SECONDS)) {
        sender.shutdownNow();
        untold.set("MLflow at " + uri + " is slow: not every trial was sent");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    warn();
  }

  private void warn() {
    String line = untold.getAndSet(null);
    if (line != null) {
      warnings.accept(line);
    }
  }

  private void trySend(TrialResult result, long now) {
    if (failed) {
      return;
    }
    try {
      send(result, now);
    } catch (IOException | RuntimeException e) {
      failed = true;
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      untold.set("MLflow at " + uri + " receives no more results: " + reason);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(TrialResult result, long now) throws IOException, InterruptedException {
    if (experimentId == null) {
      experimentId = client.experiment(experiment);
    }
    MlflowRun run = new MlflowRun(result, now);
    String id = client.createRun(run.creation(experimentId));
    for (List<Map<String, Object>> batch : run.metricBatches()) {
      client.post("runs/log-batch", Map.of("run_id", id, "metrics", batch));
    }
    client.post(
        "runs/log-batch", Map.of("run_id", id, "params", new ArrayList<>(run.parameters())));
    client.post("runs/update", run.end(id));
  }
}
