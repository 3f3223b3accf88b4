package peftlab.report.table;

import java.util.LinkedHashMap;
import java.util.Map;
import peftlab.Records;
import peftlab.experiment.results.RecordedTrial;
import peftlab.train.TrainSettings;

/**
 * Whatever shapes a trial besides model, task and method, by name: seed and learning rate, what
 * else {@link TrainSettings} holds, and the limits of rows.
 */
public final class TrialSettings {
  /** Name of the learning rate. */
  public static final String RATE = "lr";

  /** Name of the seed. */
  public static final String SEED = "seed";

  /** Name of the number of threads. */
  public static final String THREADS = "threads";

  private TrialSettings() {}

  /** Each setting of {@code trial}, written for people. */
  public static Map<String, String> of(RecordedTrial trial) {
    Map<String, Object> settings = Records.plain(trial.settings());
    Map<String, String> values = new LinkedHashMap<>();
    Records.keys(TrainSettings.class)
        .forEach(key -> values.put(key, Format.value(settings.get(key))));
    values.put("train_rows", Format.value(trial.trainRows()));
    values.put("eval_rows", Format.value(trial.evalRows()));
    return values;
  }
}
