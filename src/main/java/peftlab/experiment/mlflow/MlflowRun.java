package peftlab.experiment.mlflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peftlab.Records;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;

/** A result in the words of MLflow. */
final class MlflowRun {
  private static final int MAX_METRICS = 1000;
  private static final int MAX_PARAMETERS = 100;
  private static final int MAX_VALUE = 500;

  private final TrialResult result;
  private final long endMillis;

  MlflowRun(TrialResult result, long endMillis) {
    this.result = result;
    this.endMillis = endMillis;
  }

  /** The body that begins the run. */
  Map<String, Object> creation(String experimentId) {
    TrialResult.Timing timing = result.timing();
    long millis = Math.round(1000 * (timing.trainSeconds() + timing.evalSeconds()));
    return Map.of(
        "experiment_id",
        experimentId,
        "run_name",
        result.trial().method() + "-" + result.id(),
        "start_time",
        endMillis - millis,
        "tags",
        List.of(
            pair("peftlab.id", result.id()),
            pair("peftlab.phase", result.trial().phase()),
            pair("peftlab.status", result.status()),
            pair("peftlab.code", result.provenance().getOrDefault("code", ""))));
  }

  /** What was run: model, task, method, hyperparameters and settings. */
  List<Map<String, Object>> parameters() {
    RecordedTrial trial = result.trial();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", trial.model());
    all.put("task", trial.task());
    all.put("train_rows", trial.trainRows());
    all.put("eval_rows", trial.evalRows());
    all.put("method", trial.method());
    trial.hyper().forEach((name, value) -> all.put("method." + name, value));
    all.putAll(Records.plain(trial.settings()));
    return all.entrySet().stream()
        .limit(MAX_PARAMETERS)
        .map(entry -> pair(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Measures and the learning curve, in pieces that the server takes; NaN is left out. */
  List<List<Map<String, Object>>> metricBatches() {
    List<Map<String, Object>> metrics = new ArrayList<>();
    result.metrics().forEach((name, value) -> add(metrics, name, value, 0));
    result.extras().forEach((name, value) -> add(metrics, name, value, 0));
    add(metrics, "trained_parameters", (double) result.counts().trained(), 0);
    result.memory().forEach((name, bytes) -> add(metrics, "memory." + name, (double) bytes, 0));
    add(metrics, "train_seconds", result.timing().trainSeconds(), 0);
    add(metrics, "tokens_per_second", result.timing().tokensPerSecond(), 0);
    result.learningCurve().forEach(point -> add(metrics, "loss", point.loss(), point.step()));
    List<List<Map<String, Object>>> batches = new ArrayList<>();
    for (int from = 0; from < metrics.size(); from += MAX_METRICS) {
      batches.add(metrics.subList(from, Math.min(metrics.size(), from + MAX_METRICS)));
    }
    return batches;
  }

  /** The body that ends the run. */
  Map<String, Object> end(String runId) {
    String status = result.status() == TrialResult.Status.OK ? "FINISHED" : "FAILED";
    return Map.of("run_id", runId, "status", status, "end_time", endMillis);
  }

  private void add(List<Map<String, Object>> metrics, String key, double value, int step) {
    if (Double.isFinite(value)) {
      metrics.add(Map.of("key", key, "value", value, "timestamp", endMillis, "step", step));
    }
  }

  private static Map<String, Object> pair(String key, Object value) {
    String text = value.toString();
    return Map.of(
        "key", key, "value", text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) : text);
  }
}
