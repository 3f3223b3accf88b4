package peftlab.experiment.results;

import java.util.List;
import java.util.Map;

/**
 * What one trial left behind: one line of {@code trials.jsonl}.
 *
 * @param id of the trial
 * @param trial what was run
 * @param status how it ended
 * @param reason why it did not end {@code OK}; null otherwise
 * @param metrics by the id of each {@link peftlab.metric.Metric} that fits the classes
 * @param metric which of them the task is judged by
 * @param evalRows number of evaluated rows
 * @param counts of parameters
 * @param memory counted peak bytes by category (frozen, trained, gradients, optimizer, activations)
 * @param predictedMemory the same, as predicted before the run
 * @param peakRssBytes peak resident memory of the process during the trial, 0 where trials ran
 *     beside each other
 * @param adapterBytes size of the saved adapter file
 * @param timing how long things took
 * @param learningCurve (step, loss) pairs, thinned to at most 200
 * @param extras further named numbers, such as drift or overheads
 * @param provenance code version, JVM, ND4J, BLAS, processor, fingerprints
 */
public record TrialResult(
    String id,
    RecordedTrial trial,
    Status status,
    String reason,
    Map<String, Double> metrics,
    String metric,
    int evalRows,
    Counts counts,
    Map<String, Long> memory,
    Map<String, Long> predictedMemory,
    long peakRssBytes,
    long adapterBytes,
    Timing timing,
    List<CurvePoint> learningCurve,
    Map<String, Double> extras,
    Map<String, String> provenance) {

  /** Key of {@link #extras()}: milliseconds that the adapted encoder takes for one row. */
  public static final String LATENCY = "latency_ms";

  /** Key of {@link #provenance()}: how many trials the run made at a time. */
  public static final String WORKERS = "workers";

  /**
   * Whether the trial had the machine to itself as far as the run knows, so that its times can be
   * compared: it was made by one worker. Older results do not name their workers; of those, a trial
   * beside others has no process peak.
   */
  public boolean ranAlone() {
    String workers = provenance.get(WORKERS);
    return workers == null ? peakRssBytes > 0 : workers.equals("1");
  }

  /** What begins the names of a teacher's scores among the extras. */
  public static final String TEACHER = "teacher_";

  /**
   * Whether a teacher was trained that the memory does not count: results from before it was
   * counted, which name no score of the teacher either.
   */
  public boolean lacksTeachersMemory() {
    return timing.teacherSeconds() > 0
        && extras.keySet().stream().noneMatch(name -> name.startsWith(TEACHER));
  }

  private static final int MAX_REASON = 500;

  /** The result of a trial that did not end well: nothing but {@code reason}. */
  public static TrialResult failure(
      RecordedTrial trial, Status status, String reason, Map<String, String> provenance) {
    return new TrialResult(
        trial.id(),
        trial,
        status,
        reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason,
        Map.of(),
        "",
        0,
        new Counts(0, 0, 0, 0),
        Map.of(),
        Map.of(),
        0,
        0,
        new Timing(0, 0, 0, 0, 0, 0, 0),
        List.of(),
        Map.of(),
        provenance);
  }

  /** The same result under a trial that names task or model otherwise. */
  public TrialResult withTrial(RecordedTrial renamed) {
    return with(renamed, status, reason);
  }

  /** The same result, counted as failed. */
  public TrialResult failed(String why) {
    return with(trial, Status.FAILED, why);
  }

  private TrialResult with(RecordedTrial newTrial, Status newStatus, String newReason) {
    return new TrialResult(
        id,
        newTrial,
        newStatus,
        newReason,
        metrics,
        metric,
        evalRows,
        counts,
        memory,
        predictedMemory,
        peakRssBytes,
        adapterBytes,
        timing,
        learningCurve,
        extras,
        provenance);
  }

  /** How a trial ended. */
  public enum Status {
    /** It ran to its last step. */
    OK,
    /** The loss became NaN or infinite. */
    DIVERGED,
    /** Memory ran out. */
    OUT_OF_MEMORY,
    /** Something else went wrong. */
    FAILED
  }

  /**
   * Numbers of parameters.
   *
   * @param trained by the method, without the head
   * @param head of the classification head
   * @param stored in the adapter file, without the head
   * @param total of the adapted model, head included
   */
  public record Counts(long trained, long head, long stored, long total) {}

  /**
   * Times.
   *
   * @param trainSeconds of the whole training, a teacher's included
   * @param stepMillisMedian of one step, batching included
   * @param tokensPerSecond real tokens over that time
   * @param evalSeconds of the evaluation
   * @param steps number of steps made
   * @param tokens real tokens trained on
   * @param teacherSeconds of it, spent on a teacher first; 0 without one
   */
  public record Timing(
      double trainSeconds,
      double stepMillisMedian,
      double tokensPerSecond,
      double evalSeconds,
      int steps,
      long tokens,
      double teacherSeconds) {

    /** Training without the teacher's. */
    public double ownSeconds() {
      return trainSeconds - teacherSeconds;
    }
  }

  /**
   * One point of a learning curve.
   *
   * @param step counted from 1
   * @param loss of that step's batch
   */
  public record CurvePoint(int step, double loss) {}
}
