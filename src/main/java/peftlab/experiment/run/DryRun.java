package peftlab.experiment.run;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import peftlab.Records;
import peftlab.data.Example;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.plan.Trial;
import peftlab.method.Formula;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethods;
import peftlab.probe.LargestBatches;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.PhantomKernels;
import peftlab.train.BaseModel;
import peftlab.train.Session;
import peftlab.train.TeacherTraining;
import peftlab.train.TrainSettings;
import peftlab.train.Trainer;

/**
 * Foresees a trial by making its largest training steps on kernels that only count: the method's
 * own code says what it keeps and computes, its card what it trains.
 */
public final class DryRun implements Predictor {
  /** Seconds of everything besides products, over the seconds of the products. */
  private static final double OVERHEAD = 2.0;

  private final SharedInputs workbench;
  private final double operationsPerSecond;
  private final Map<String, TrialData> data = new ConcurrentHashMap<>();

  /**
   * A predictor.
   *
   * @param operationsPerSecond floating-point operations of one thread's products, as measured
   */
  public DryRun(SharedInputs workbench, double operationsPerSecond) {
    this.workbench = workbench;
    this.operationsPerSecond = operationsPerSecond;
  }

  @Override
  public Prediction predict(Trial trial) {
    BaseModel base = workbench.phantom(trial);
    TrialData rows = rows(trial, base);
    EnumMap<MemoryCategory, Long> peaks = new EnumMap<>(MemoryCategory.class);
    long head = 0;
    double operationsPerToken = 0;
    double trainedPerToken = 0;
    for (List<Example> batch : LargestBatches.largest(rows.train(), trial.settings())) {
      PhantomKernels kernels = new PhantomKernels();
      TeachersSteps teacher = new TeachersSteps(kernels);
      try (Session session = session(trial, base, kernels, rows, teacher)) {
        new Trainer(session.arena(), trial.settings()).tryStep(session.classifier(), batch);
        session
            .arena()
            .peaks()
            .forEach((category, bytes) -> peaks.merge(category, bytes, Math::max));
        head = session.classifier().head().count();
        long tokens = batch.stream().mapToLong(Example::length).sum();
        operationsPerToken =
            (double) (kernels.operations() - teacher.operations) / Math.max(1, tokens);
        trainedPerToken = operationsPerToken + teacher.perToken();
      }
    }
    return new Prediction(
        trained(trial, base),
        head,
        named(peaks),
        seconds(trial, rows, trainedPerToken, operationsPerToken));
  }

  @Override
  public void require(Trial trial) {
    Session.check(
        workbench.phantom(trial),
        PeftMethods.named(trial.method()),
        trial.hyper(),
        trial.settings());
  }

  /** By the card's formula, since a method may add parameters while it runs, as LoRA-Dash does. */
  private static long trained(Trial trial, BaseModel base) {
    return Formula.evaluate(
        MethodCard.of(trial.method()).parameters(),
        base.encoder().config(),
        Records.plain(trial.hyper()));
  }

  private TrialData rows(Trial trial, BaseModel base) {
    String key =
        String.join(
            "|",
            trial.phase(),
            trial.model(),
            trial.task(),
            String.valueOf(trial.trainRows()),
            String.valueOf(trial.evalRows()),
            String.valueOf(trial.settings().maxLength()));
    return data.computeIfAbsent(
        key, k -> TrialData.of(trial, workbench.dataset(trial), base.tokenizer()));
  }

  private static Session session(
      Trial trial, BaseModel base, PhantomKernels kernels, TrialData rows, TeachersSteps teacher) {
    return new Session(
        base,
        kernels,
        PeftMethods.named(trial.method()),
        trial.hyper(),
        trial.settings(),
        rows.classes(),
        trial.settings().stepsFor(rows.train().size()),
        new TeacherTraining(base, trial.settings(), rows.train(), rows.classes(), teacher));
  }

  /** Trains a teacher by its largest steps, and counts what they compute. */
  private static final class TeachersSteps implements TeacherTraining.Fit {
    private final PhantomKernels kernels;
    private long operations;
    private long tokens;

    TeachersSteps(PhantomKernels kernels) {
      this.kernels = kernels;
    }

    @Override
    public double seconds(Session teacher, List<Example> rows, TrainSettings settings) {
      long before = kernels.operations();
      for (List<Example> batch : LargestBatches.largest(rows, settings)) {
        new Trainer(teacher.arena(), settings).tryStep(teacher.classifier(), batch);
        teacher.arena().free(MemoryCategory.OPTIMIZER); // each try has an optimizer of its own
        tokens += batch.stream().mapToLong(Example::length).sum();
      }
      operations = kernels.operations() - before;
      return 0;
    }

    double perToken() {
      return (double) operations / Math.max(1, tokens);
    }
  }

  /** Training takes the counted operations; evaluation a third of them, having no backward. */
  private double seconds(
      Trial trial, TrialData rows, double trainedPerToken, double evaluatedPerToken) {
    double perRow = rows.train().stream().mapToLong(Example::length).average().orElse(0);
    double trained =
        (double) trial.settings().stepsFor(rows.train().size()) * trial.settings().batch() * perRow;
    double evaluated = rows.eval().stream().mapToLong(Example::length).sum() / 3.0;
    double rate = operationsPerSecond * trial.settings().threads();
    return OVERHEAD * (trained * trainedPerToken + evaluated * evaluatedPerToken) / rate;
  }

  static Map<String, Long> named(Map<MemoryCategory, Long> peaks) {
    Map<String, Long> named = new TreeMap<>();
    peaks.forEach((category, bytes) -> named.put(category.name().toLowerCase(Locale.ROOT), bytes));
    return named;
  }
}
