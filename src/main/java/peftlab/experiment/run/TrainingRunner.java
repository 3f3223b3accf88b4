package peftlab.experiment.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peftlab.checkpoint.adapter.AdapterFolder;
import peftlab.data.Example;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialOutcome;
import peftlab.experiment.results.TrialResult;
import peftlab.method.PeftMethods;
import peftlab.method.StoredTensor;
import peftlab.metric.Confusion;
import peftlab.metric.Metric;
import peftlab.probe.ProcessMemory;
import peftlab.probe.WarmUp;
import peftlab.tensor.Kernels;
import peftlab.tensor.device.DeviceMemory;
import peftlab.train.BaseModel;
import peftlab.train.Session;
import peftlab.train.TeacherTraining;
import peftlab.train.Trainer;
import peftlab.train.TrainingLog;

/** Runs trials for real: adapts, fits, evaluates and measures. */
public final class TrainingRunner implements TrialRunner {
  private static final int CURVE_POINTS = 200;

  private final SharedInputs workbench;
  private final Predictor predictor;
  private final Map<String, String> provenance;
  private final boolean alone;
  private final long allSteps;

  /**
   * A runner.
   *
   * @param provenance of code and machine, written beside every result
   * @param alone whether trials run one after another, so that times and the process's memory are a
   *     trial's own
   * @param allSteps of training that all trials together make
   */
  public TrainingRunner(
      SharedInputs workbench,
      Predictor predictor,
      Map<String, String> provenance,
      boolean alone,
      long allSteps) {
    this.workbench = workbench;
    this.predictor = predictor;
    this.provenance = provenance;
    this.alone = alone;
    this.allSteps = allSteps;
  }

  @Override
  public TrialOutcome run(Trial trial, Trainer.StepListener listener) {
    Predictor.Prediction predicted = predictor.predict(trial);
    boolean peakIsOwn = alone && ProcessMemory.resetPeak();
    DeviceMemory.resetPeak();
    BaseModel base = workbench.base(trial);
    WarmUp.once(workbench.backend(), trial.settings().threads(), allSteps, listener::warmingUp);
    TrialData data = TrialData.of(trial, workbench.dataset(trial), base.tokenizer());
    int steps = trial.settings().stepsFor(data.train().size());
    TeacherTraining teacher =
        new TeacherTraining(
            base, trial.settings(), data.train(), data.classes(), TeacherTraining.Fit.REAL);
    try (Session session =
        new Session(
            base,
            kernels(trial),
            PeftMethods.named(trial.method()),
            trial.hyper(),
            trial.settings(),
            data.classes(),
            steps,
            teacher)) {
      TrainingLog log = session.fit(data.train(), listener);
      long began = System.nanoTime();
      int[] predictions = session.predictions(data.eval());
      double evalSeconds = (System.nanoTime() - began) / 1e9;
      long peak = peakIsOwn ? ProcessMemory.peakBytes() : 0;
      int[] labels = labels(data);
      // Later passes, such as the teacher's evaluation, are no part of training.
      Map<String, Long> memory = DryRun.named(session.arena().peaks());
      double seconds = log.seconds() + teacher.seconds();
      List<StoredTensor> stored = session.classifier().adaptation().stored();
      TrialResult result =
          new TrialResult(
              trial.id(),
              trial.recorded(),
              TrialResult.Status.OK,
              null,
              Metric.all(Confusion.of(predictions, labels, data.classes())),
              data.metric().id(),
              labels.length,
              counts(session, stored),
              memory,
              predicted.memory(),
              peak,
              AdapterFolder.size(stored),
              new TrialResult.Timing(
                  seconds,
                  log.stepMillisMedian(),
                  log.tokens() / Math.max(seconds, 1e-9),
                  evalSeconds,
                  steps,
                  log.tokens(),
                  teacher.seconds()),
              curve(log.losses()),
              extras(session, trial, base, data, teacher),
              provenance(trial));
      return new TrialOutcome(result, pairs(labels, predictions), data.labels());
    }
  }

  private Map<String, Double> extras(
      Session session, Trial trial, BaseModel base, TrialData data, TeacherTraining teacher) {
    long devicePeak = DeviceMemory.peakBytes();
    Map<String, Double> extras = new LinkedHashMap<>();
    int[] labels = labels(data);
    teacher
        .predictions(data.eval())
        .map(predictions -> data.metric().of(Confusion.of(predictions, labels, data.classes())))
        .ifPresent(score -> extras.put(TrialResult.TEACHER + data.metric().id(), score));
    if (trial.phase().equals(RecordedTrial.FINAL)) {
      extras.putAll(new LatencyAndDrift(session, workbench.neutral(trial, base)).measure());
    }
    if (alone && devicePeak > 0) {
      extras.put("device_peak_bytes", (double) devicePeak);
    }
    return extras;
  }

  private static int[] labels(TrialData data) {
    return data.eval().stream().mapToInt(Example::label).toArray();
  }

  private Kernels kernels(Trial trial) {
    return workbench.backend().kernels(trial.settings().threads());
  }

  private static TrialResult.Counts counts(Session session, List<StoredTensor> stored) {
    long head = session.classifier().head().count();
    long encoder =
        session.classifier().adaptation().encoder().parameters().stream()
            .mapToLong(p -> p.count())
            .sum();
    long added =
        session.classifier().adaptation().trainable().stream()
            .filter(p -> !session.classifier().adaptation().encoder().parameters().contains(p))
            .mapToLong(p -> p.count())
            .sum();
    return new TrialResult.Counts(
        session.classifier().trainedCount(),
        head,
        stored.stream().mapToLong(t -> t.value().size()).sum(),
        encoder + added + head);
  }

  /** At most {@value #CURVE_POINTS} points, each the mean of as many steps. */
  static List<TrialResult.CurvePoint> curve(double[] losses) {
    int stride = (losses.length + CURVE_POINTS - 1) / CURVE_POINTS;
    List<TrialResult.CurvePoint> points = new ArrayList<>();
    for (int from = 0; from < losses.length; from += stride) {
      int to = Math.min(losses.length, from + stride);
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += losses[i];
      }
      points.add(new TrialResult.CurvePoint(to, sum / (to - from)));
    }
    return points;
  }

  private Map<String, String> provenance(Trial trial) {
    Map<String, String> all = new TreeMap<>(provenance);
    all.put("data", workbench.data(trial.task()));
    all.put("base", workbench.model(trial.model()));
    all.put("method_code", workbench.methodCode(trial.method()));
    return all;
  }

  private static List<TrialOutcome.Prediction> pairs(int[] labels, int[] predictions) {
    List<TrialOutcome.Prediction> pairs = new ArrayList<>(labels.length);
    for (int i = 0; i < labels.length; i++) {
      pairs.add(new TrialOutcome.Prediction(labels[i], predictions[i]));
    }
    return pairs;
  }
}
