package peftlab.report.table;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import peftlab.experiment.Trial;
import peftlab.experiment.TrialResult;
import peftlab.train.TrainSettings;

/**
 * Decides which results share a row of a table.
 *
 * <p>Base model, method and all its hyperparameters must be the same. A training setting (rate,
 * batch, epochs, …) sets rows apart only where it takes several values among results that are
 * otherwise alike, task included: a rate chosen anew for each task does not. Seed and number of
 * threads never do.
 */
public final class Configurations {
  /** Hyperparameters that say how big a method is: shown even where they do not differ. */
  private static final Map<String, String> CAPACITY =
      Map.of("rank", "r", "bottleneck", "m", "length", "P");

  private final Map<String, Set<String>> differingHyper = new HashMap<>();
  private final Set<String> differingSettings = new TreeSet<>();
  private final boolean severalModels;

  /** Finds out what differs among {@code results}. */
  public Configurations(List<TrialResult> results) {
    Set<String> models = new HashSet<>();
    Map<String, Map<String, Set<String>>> hyper = new HashMap<>();
    Map<String, Map<String, Set<String>>> settings = new HashMap<>();
    for (TrialResult result : results) {
      Trial trial = result.trial();
      models.add(trial.model());
      Map<String, Set<String>> ofMethod =
          hyper.computeIfAbsent(trial.method(), id -> new HashMap<>());
      trial.hyper().forEach((name, value) -> add(ofMethod, name, Format.value(value)));
      String alike = String.join("\n", base(trial), trial.task(), trial.phase());
      Map<String, Set<String>> ofAlike = settings.computeIfAbsent(alike, id -> new HashMap<>());
      settings(trial).forEach((name, value) -> add(ofAlike, name, value));
    }
    severalModels = models.size() > 1;
    hyper.forEach((method, values) -> differingHyper.put(method, several(values)));
    settings.values().forEach(values -> differingSettings.addAll(several(values)));
  }

  /** The configuration that {@code trial} belongs to. */
  public Configuration of(Trial trial) {
    StringBuilder key = new StringBuilder(base(trial));
    Map<String, String> shown = new LinkedHashMap<>();
    if (severalModels) {
      shown.put("model", trial.model());
    }
    Set<String> differing = differingHyper.getOrDefault(trial.method(), Set.of());
    trial
        .hyper()
        .forEach(
            (name, value) -> {
              if (CAPACITY.containsKey(name) || differing.contains(name)) {
                shown.put(CAPACITY.getOrDefault(name, name), Format.value(value));
              }
            });
    settings(trial)
        .forEach(
            (name, value) -> {
              if (differingSettings.contains(name)) {
                key.append('\n').append(name).append('=').append(value);
                shown.put(name, value);
              }
            });
    return new Configuration(key.toString(), trial.method(), shown);
  }

  private static String base(Trial trial) {
    StringBuilder key = new StringBuilder(trial.model()).append('\n').append(trial.method());
    trial
        .hyper()
        .forEach(
            (name, value) -> key.append('\n').append(name).append('=').append(Format.value(value)));
    return key.toString();
  }

  static Map<String, String> settings(Trial trial) {
    TrainSettings settings = trial.settings();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("lr", Format.value(settings.lr()));
    values.put("batch", Format.value(settings.batch()));
    values.put("steps", Format.value(settings.steps()));
    values.put("epochs", Format.value(settings.epochs()));
    values.put("weight_decay", Format.value(settings.weightDecay()));
    values.put("schedule", settings.schedule().name().toLowerCase(java.util.Locale.ROOT));
    values.put("warmup", Format.value(settings.warmup()));
    values.put("clip", Format.value(settings.clip()));
    values.put("dropout", Format.value(settings.dropout()));
    values.put("max_length", Format.value(settings.maxLength()));
    values.put("pooling", settings.pooling());
    values.put("shuffle", Format.value(settings.shuffle()));
    values.put("group_by_length", Format.value(settings.groupByLength()));
    values.put("train_rows", Format.value(trial.trainLimit()));
    values.put("eval_rows", Format.value(trial.evalLimit()));
    return values;
  }

  private static void add(Map<String, Set<String>> values, String name, String value) {
    values.computeIfAbsent(name, id -> new HashSet<>()).add(value);
  }

  private static Set<String> several(Map<String, Set<String>> values) {
    Set<String> names = new TreeSet<>();
    values.forEach(
        (name, seen) -> {
          if (seen.size() > 1) {
            names.add(name);
          }
        });
    return names;
  }
}
