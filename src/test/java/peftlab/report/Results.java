package peftlab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import peftlab.Records;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Counts;
import peftlab.experiment.results.TrialResult.CurvePoint;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.experiment.results.TrialResult.Timing;
import peftlab.metric.Confusion;
import peftlab.metric.Metric;
import peftlab.train.TestSettings;
import peftlab.train.TrainSettings;

/** Made-up results of about the size that real ones have; for tests only. */
public final class Results {
  /** Code version that every made-up result names. */
  public static final String CODE = "0123abcd";

  private static final int CLASSES = 24;

  private Results() {}

  /** Three seeds of nine configurations on one task, with two failures. */
  public static List<TrialResult> suite() {
    List<TrialResult> results = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      results.addAll(seed(seed));
    }
    results.set(
        results.size() - 1,
        failed(results.get(results.size() - 1), Status.DIVERGED, "loss was NaN at step 12"));
    return results;
  }

  /** One run of each configuration. */
  public static List<TrialResult> seed(long seed) {
    List<TrialResult> results = new ArrayList<>();
    results.add(of("wordnet", "full", Map.of(), seed, 0.786, 22_565_376));
    results.add(of("wordnet", "head", Map.of(), seed, 0.728, 0));
    for (int rank : new int[] {1, 4, 16, 64}) {
      double score = 0.755 + 0.0055 * Math.log(rank) / Math.log(2);
      results.add(of("wordnet", "lora", lora(rank), seed, Math.min(score, 0.781), 9_216L * rank));
    }
    for (int width : new int[] {8, 64}) {
      results.add(
          of(
              "wordnet",
              "houlsby",
              Map.of("bottleneck", width),
              seed,
              0.752 + 0.0004 * width,
              12L * (2 * 384 * width + width + 384)));
    }
    results.add(of("wordnet", "bitfit", Map.of(), seed, 0.7505, 25_728));
    return results;
  }

  /** The suite with six rates searched for each configuration, the best of them used. */
  public static List<TrialResult> searched() {
    List<TrialResult> results = new ArrayList<>();
    for (TrialResult found : suite()) {
      RecordedTrial trial = found.trial();
      double best = trial.method().equals("full") ? 1e-4 : 2e-3;
      if (trial.settings().seed() == 1) {
        for (int i = 0; i < 6; i++) {
          double lr = best * Math.pow(10, (i - 3) * 0.45);
          double miss = Math.log10(lr / best);
          RecordedTrial search =
              trial(trial.task(), RecordedTrial.SEARCH, trial.method(), trial.hyper(), 1, lr);
          TrialResult result = of(search, 0.76 - 0.11 * miss * miss + 0.02 * miss, 9_216);
          results.add(
              trial.method().equals("full") && i == 5
                  ? failed(result, Status.DIVERGED, "loss was NaN at step 9")
                  : result);
        }
      }
      results.add(found.withTrial(atRate(trial, best)));
    }
    return results;
  }

  private static RecordedTrial atRate(RecordedTrial t, double lr) {
    return new RecordedTrial(
        t.id(),
        t.phase(),
        t.model(),
        t.task(),
        t.trainRows(),
        t.evalRows(),
        t.method(),
        t.hyper(),
        Records.with(t.settings(), "lr", lr));
  }

  /** Two seeds of four configurations on five tasks. */
  public static List<TrialResult> fiveTasks() {
    List<TrialResult> results = new ArrayList<>();
    double hard = 0;
    for (String task : List.of("sst2", "cola", "rte", "mrpc", "trec")) {
      hard += 0.04;
      for (long seed = 1; seed <= 2; seed++) {
        results.add(of(task, "head", Map.of(), seed, 0.78 - hard, 0));
        results.add(of(task, "bitfit", Map.of(), seed, 0.84 - hard, 25_728));
        results.add(of(task, "lora", lora(8), seed, 0.875 - hard, 73_728));
        results.add(of(task, "full", Map.of(), seed, 0.885 - hard, 22_565_376));
      }
    }
    return results;
  }

  /**
   * Writes predictions whose accuracy is what each finished result says; some examples are hard for
   * every method.
   */
  public static void writePredictions(Path folder, List<TrialResult> results) throws IOException {
    Path predictions = Files.createDirectories(folder.resolve("predictions"));
    for (TrialResult result : results) {
      if (result.status() != Status.OK || result.trial().phase().equals(RecordedTrial.SEARCH)) {
        continue;
      }
      int[] predicted = predicted(result.id(), result.metrics().get("accuracy"), result.evalRows());
      StringBuilder lines = new StringBuilder("label,prediction\n");
      for (int i = 0; i < predicted.length; i++) {
        lines.append(i % CLASSES).append(',').append(predicted[i]).append('\n');
      }
      Files.writeString(predictions.resolve(result.id() + ".csv"), lines);
    }
  }

  /** Of a trial with this accuracy; the true class of example i is i modulo 24. */
  private static int[] predicted(String id, double accuracy, int examples) {
    SplittableRandom random = new SplittableRandom(id.hashCode());
    List<double[]> byHardness = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      double common = new SplittableRandom(i * 31L + 7).nextDouble();
      byHardness.add(new double[] {common + 0.25 * random.nextDouble(), i});
    }
    byHardness.sort(Comparator.comparingDouble(pair -> pair[0]));
    long right = Math.round(accuracy * examples);
    int[] predicted = new int[examples];
    for (int rank = 0; rank < examples; rank++) {
      int i = (int) byHardness.get(rank)[1];
      predicted[i] = (rank < right ? i : i + 1) % CLASSES;
    }
    return predicted;
  }

  /** All measures of a trial with this accuracy on 1,000 examples, as its predictions give them. */
  private static Map<String, Double> metrics(String id, double accuracy) {
    int[] labels = IntStream.range(0, 1000).map(i -> i % CLASSES).toArray();
    return Metric.all(Confusion.of(predicted(id, accuracy, 1000), labels, CLASSES));
  }

  /** Hyperparameters of LoRA. */
  public static Map<String, Object> lora(int rank) {
    return Map.of("rank", rank, "alpha", 16.0, "targets", List.of("query", "value"));
  }

  /** One finished trial, its score a little off {@code score} in a way that the seed decides. */
  public static TrialResult of(
      String task,
      String method,
      Map<String, Object> hyper,
      long seed,
      double score,
      long trained) {
    return of(trial(task, "final", method, hyper, seed, 1e-3), score, trained);
  }

  /** A trial to be made. */
  public static RecordedTrial trial(
      String task, String phase, String method, Map<String, Object> hyper, long seed, double lr) {
    TrainSettings settings =
        TestSettings.of(lr, "weight_decay: 0.01, max_length: 128, threads: 2, seed: %s", seed);
    String id =
        String.join("-", task, phase, method, new TreeMap<>(hyper).toString(), "" + seed, "" + lr);
    return new RecordedTrial(
        Integer.toHexString(id.hashCode()),
        phase,
        "minilm",
        task,
        3000,
        1000,
        method,
        new TreeMap<>(hyper),
        settings);
  }

  /** The result of {@code trial}. */
  public static TrialResult of(RecordedTrial trial, double score, long trained) {
    SplittableRandom random = new SplittableRandom(trial.id().hashCode());
    double noise = (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5) * 0.008;
    double accuracy = Math.round((score + noise) * 1000) / 1000.0;
    long head = 9_240;
    long weights = 22_600_000L * 4;
    Map<String, Long> memory = new LinkedHashMap<>();
    memory.put("frozen", trained > 20_000_000 ? 0 : weights);
    memory.put("trained", 4 * (trained + head));
    memory.put("gradients", 4 * (trained + head));
    memory.put("optimizer", 8 * (trained + head));
    memory.put("activations", trained == 0 ? 9_000_000L : 96_000_000L + trained / 4);
    Map<String, Long> predicted = new LinkedHashMap<>(memory);
    predicted.put("activations", (long) (memory.get("activations") * 1.07));
    List<CurvePoint> curve = new ArrayList<>();
    for (int step = 1; step <= 188; step++) {
      double floor = 3.2 - 3.2 * score;
      double loss =
          floor + (3.2 - floor) * Math.exp(-step / 40.0) + 0.3 * (random.nextDouble() - 0.5);
      curve.add(new CurvePoint(step, loss));
    }
    double seconds = trained == 0 ? 8.2 : 28 + trained / 1e6;
    return new TrialResult(
        trial.id(),
        trial,
        Status.OK,
        null,
        metrics(trial.id(), accuracy),
        "accuracy",
        1000,
        new Counts(trained, head, trained, 22_565_376 + trained + head),
        memory,
        predicted,
        900_000_000L,
        4 * (trained + head) + 900,
        new Timing(seconds, seconds * 5, 9000 / seconds * 30, 2.5, 188, 300_000, 0),
        curve,
        Map.of("drift", 0.01),
        Map.of("code", CODE, "data", "d41d8cd9", "base", "b1946ac9", "blas", "OpenBLAS 0.3.19"));
  }

  /** The same trial, ended otherwise. */
  public static TrialResult failed(TrialResult result, Status status, String reason) {
    return new TrialResult(
        result.id(),
        result.trial(),
        status,
        reason,
        Map.of(),
        result.metric(),
        0,
        result.counts(),
        Map.of(),
        Map.of(),
        0,
        0,
        new Timing(0, 0, 0, 0, 0, 0, 0),
        List.of(),
        Map.of(),
        result.provenance());
  }
}
