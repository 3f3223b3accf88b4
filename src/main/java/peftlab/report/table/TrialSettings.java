package peftlab.report.table;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import peftlab.experiment.Trial;

/**
 * Whatever shapes a trial besides model, task and method, by name: seed and learning rate, what
 * else {@link peftlab.train.TrainSettings} holds, and the limits of rows.
 *
 * <p>The names are those of the records' components in snake case, so that one which is added to a
 * record cannot be forgotten here.
 */
public final class TrialSettings {
  /** Name of the learning rate. */
  public static final String RATE = "lr";

  /** Name of the seed. */
  public static final String SEED = "seed";

  /** Name of the number of threads. */
  public static final String THREADS = "threads";

  /** Components of a trial that say which one it is, or are spread out on their own. */
  private static final Set<String> OTHERS =
      Set.of("id", "phase", "model", "task", "method", "hyper", "settings");

  private static final Map<String, String> RENAMED =
      Map.of("train_limit", "train_rows", "eval_limit", "eval_rows");

  private TrialSettings() {}

  /** Each setting of {@code trial}, written for people. */
  public static Map<String, String> of(Trial trial) {
    Map<String, String> values = new LinkedHashMap<>();
    add(values, trial.settings(), Set.of());
    add(values, trial, OTHERS);
    return values;
  }

  private static void add(Map<String, String> values, Record owner, Set<String> without) {
    for (RecordComponent component : owner.getClass().getRecordComponents()) {
      if (!without.contains(component.getName())) {
        String name = snakeCase(component.getName());
        values.put(RENAMED.getOrDefault(name, name), value(owner, component));
      }
    }
  }

  private static String value(Record owner, RecordComponent component) {
    try {
      Object value = component.getAccessor().invoke(owner);
      return value instanceof Enum<?> choice
          ? choice.name().toLowerCase(Locale.ROOT)
          : Format.value(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component.toString(), e);
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
