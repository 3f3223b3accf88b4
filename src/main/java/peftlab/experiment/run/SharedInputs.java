package peftlab.experiment.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.Models;
import peftlab.data.DataSource;
import peftlab.data.Dataset;
import peftlab.data.Row;
import peftlab.experiment.plan.Fingerprints;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.nn.Pooling;
import peftlab.tensor.backend.Backend;
import peftlab.train.BaseModel;

/**
 * The models and data sets of a run, each read once and shared by all trials; and what stands for
 * them in trial ids.
 */
public final class SharedInputs implements Fingerprints, AutoCloseable {
  private static final String NEUTRAL = "wordnet";
  private static final int NEUTRAL_ROWS = 64;

  private final Models models;
  private final Backend backend;
  private final Map<String, DataSource> sources = new HashMap<>();
  private final Map<String, Dataset> datasets = new HashMap<>();
  private final Map<String, String> dataPrints = new HashMap<>();
  private final Map<String, Checkpoint> checkpoints = new HashMap<>();
  private final Map<String, BaseModel> bases = new HashMap<>();
  private final Map<String, BaseModel> phantoms = new HashMap<>();
  private CodeVersion code;

  /** An empty workbench. */
  public SharedInputs(Models models, Backend backend) {
    this.models = models;
    this.backend = backend;
  }

  /** The kernels. */
  public Backend backend() {
    return backend;
  }

  /** The data set of a trial, cut to the trial's limits. */
  public Dataset dataset(Trial trial) {
    return dataset(trial.task()).limited(trial.trainRows(), trial.evalRows());
  }

  /** Says what the names of an experiment's tasks stand for; other names stand for themselves. */
  public synchronized void add(List<DataSource> tasks) {
    tasks.forEach(task -> sources.put(task.name(), task));
  }

  /** A whole data set. */
  public synchronized Dataset dataset(String task) {
    return datasets.computeIfAbsent(
        task, name -> sources.getOrDefault(name, DataSource.named(name)).read());
  }

  /** The frozen model of a trial. */
  public synchronized BaseModel base(Trial trial) {
    Pooling pooling = trial.settings().pooling();
    return bases.computeIfAbsent(
        key(trial, pooling),
        key -> BaseModel.load(checkpoint(trial.model()), pooling, backend.kernels(1)));
  }

  /** Steps of training that the trials of {@code groups} make together. */
  public long steps(List<TrialGroup> groups) {
    return groups.stream()
        .mapToLong(
            group -> {
              Trial trial = group.template();
              int rows = dataset(trial).train().size();
              return (long) group.size() * trial.settings().stepsFor(rows);
            })
        .sum();
  }

  /** The model of a trial without its weights. */
  public synchronized BaseModel phantom(Trial trial) {
    Pooling pooling = trial.settings().pooling();
    return phantoms.computeIfAbsent(
        key(trial, pooling), key -> BaseModel.phantom(checkpoint(trial.model()), pooling));
  }

  /** Text that has nothing to do with any task: definitions of words that are never reported. */
  synchronized LatencyAndDrift.Neutral neutral(Trial trial, BaseModel base) {
    Dataset glosses = dataset(NEUTRAL);
    List<Row> rows = glosses.validation().subList(0, NEUTRAL_ROWS);
    return new LatencyAndDrift.Neutral(
        base.encoder(), glosses.examples(rows, base.tokenizer(), trial.settings().maxLength()));
  }

  private static String key(Trial trial, Pooling pooling) {
    return trial.model() + (pooling == Pooling.POOLER ? " with pooler" : "");
  }

  private Checkpoint checkpoint(String model) {
    return checkpoints.computeIfAbsent(model, models::open);
  }

  @Override
  public synchronized String data(String task) {
    return dataPrints.computeIfAbsent(task, name -> dataset(name).fingerprint());
  }

  @Override
  public synchronized String model(String model) {
    return checkpoint(model).fingerprint();
  }

  @Override
  public String code() {
    // Dropout masks and rounding are the backend's own.
    return version().shared() + (backend == Backend.FUSED ? "" : " on " + backend);
  }

  @Override
  public String methodCode(String method) {
    return version().method(method);
  }

  private synchronized CodeVersion version() {
    if (code == null) {
      code = CodeVersion.running();
    }
    return code;
  }

  @Override
  public void close() {
    bases.values().forEach(BaseModel::close);
    checkpoints.values().forEach(Checkpoint::close);
  }
}
