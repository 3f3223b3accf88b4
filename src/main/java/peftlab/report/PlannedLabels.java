package peftlab.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import peftlab.experiment.results.RecordedTrial;

/** Names planned trials by their method and the hyperparameters that set them apart. */
final class PlannedLabels {
  private final Map<String, Set<Object>> values = new HashMap<>();

  PlannedLabels(List<RecordedTrial> trials) {
    for (RecordedTrial trial : trials) {
      trial
          .hyper()
          .forEach(
              (name, value) ->
                  values
                      .computeIfAbsent(trial.method() + "." + name, key -> new HashSet<>())
                      .add(value));
    }
  }

  /** Such as {@code lora rank=4}. */
  String of(RecordedTrial trial) {
    return trial.method()
        + trial.hyper().entrySet().stream()
            .filter(entry -> values.get(trial.method() + "." + entry.getKey()).size() > 1)
            .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining());
  }
}
