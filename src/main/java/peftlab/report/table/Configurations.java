package peftlab.report.table;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;

/**
 * Decides which results share a row of a table.
 *
 * <p>Base model, method and all its hyperparameters must be the same. Everything else that shapes a
 * trial (rate, batch, epochs, threads, rows, …, and the version of the code) sets rows apart only
 * if it takes several values among results that are otherwise alike, task included: a rate chosen
 * again for each task does not. The seed never does.
 */
public final class Configurations {
  /** Name of the code's version among what sets rows apart. */
  public static final String CODE = "code";

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
      RecordedTrial trial = result.trial();
      models.add(trial.model());
      Map<String, Set<String>> ofMethod =
          hyper.computeIfAbsent(trial.method(), id -> new HashMap<>());
      trial.hyper().forEach((name, value) -> add(ofMethod, name, Format.value(value)));
      String alike = String.join("\n", method(trial), trial.task(), trial.phase());
      Map<String, Set<String>> ofAlike = settings.computeIfAbsent(alike, id -> new HashMap<>());
      settings(result).forEach((name, value) -> add(ofAlike, name, value));
    }
    severalModels = models.size() > 1;
    hyper.forEach((method, values) -> differingHyper.put(method, several(values)));
    settings.values().forEach(values -> differingSettings.addAll(several(values)));
  }

  /** The configuration that {@code result} belongs to. */
  public Configuration of(TrialResult result) {
    return of(result, differingSettings);
  }

  /** The configuration whose rate the search trial {@code result} helps to choose. */
  Configuration searched(TrialResult result) {
    Set<String> withoutRate = new TreeSet<>(differingSettings);
    withoutRate.remove(TrialSettings.RATE);
    return of(result, withoutRate);
  }

  /** The method of {@code result} with its hyperparameters, whatever its settings. */
  Configuration method(TrialResult result) {
    return of(result, Set.of());
  }

  private Configuration of(TrialResult result, Set<String> apart) {
    RecordedTrial trial = result.trial();
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
                shown.put(hyperName(trial, name), Format.value(value));
              }
            });
    StringBuilder search = new StringBuilder(method(trial));
    StringBuilder rate = new StringBuilder();
    settings(result)
        .forEach(
            (name, value) -> {
              if (apart.contains(name)) {
                (name.equals(TrialSettings.RATE) ? rate : search)
                    .append('\n')
                    .append(name)
                    .append('=')
                    .append(value);
                shown.put(name, value);
              }
            });
    return new Configuration(search.toString() + rate, search.toString(), trial.method(), shown);
  }

  /** A hyperparameter's name; with its method's where a setting of that name is shown as well. */
  private String hyperName(RecordedTrial trial, String name) {
    return CAPACITY.getOrDefault(
        name, differingSettings.contains(name) ? trial.method() + "." + name : name);
  }

  /** What two trials have in common that differ at most in task, phase and settings. */
  public static String method(RecordedTrial trial) {
    StringBuilder key = new StringBuilder(trial.model()).append('\n').append(trial.method());
    trial
        .hyper()
        .forEach(
            (name, value) -> key.append('\n').append(name).append('=').append(Format.value(value)));
    return key.toString();
  }

  private static Map<String, String> settings(TrialResult result) {
    Map<String, String> values = TrialSettings.of(result.trial());
    values.remove(TrialSettings.SEED);
    values.put(CODE, String.valueOf(result.provenance().get(CODE)));
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
