package peftlab.experiment.plan;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import peftlab.experiment.results.RecordedTrial;

/** Names the trials of one experiment by what tells them apart. */
public final class TrialNames {
  private final Map<String, Set<String>> varied = new HashMap<>();
  private final boolean severalTasks;
  private final boolean severalModels;

  /** Finds out what differs among {@code groups}. */
  public TrialNames(List<TrialGroup> groups) {
    List<RecordedTrial> trials = groups.stream().map(group -> group.template().recorded()).toList();
    severalTasks = trials.stream().map(RecordedTrial::task).distinct().count() > 1;
    severalModels = trials.stream().map(RecordedTrial::model).distinct().count() > 1;
    Map<String, Map<String, Object>> first = new LinkedHashMap<>();
    for (RecordedTrial trial : trials) {
      Map<String, Object> other = first.putIfAbsent(trial.method(), trial.hyper());
      Set<String> names = varied.computeIfAbsent(trial.method(), method -> new TreeSet<>());
      if (other != null) {
        trial
            .hyper()
            .forEach(
                (name, value) -> {
                  if (!value.equals(other.get(name))) {
                    names.add(name);
                  }
                });
      }
    }
  }

  /** {@code lora rank=4}, after model and task where there are several. */
  String configuration(Trial trial) {
    StringBuilder text = new StringBuilder();
    if (severalModels) {
      text.append(Labels.task(trial.model())).append(' ');
    }
    if (severalTasks) {
      text.append(Labels.task(trial.task())).append(' ');
    }
    text.append(trial.method());
    Map<String, Object> hyper = trial.recorded().hyper();
    for (String name : varied.getOrDefault(trial.method(), Set.of())) {
      text.append(' ').append(name).append('=').append(hyper.get(name));
    }
    return text.toString();
  }

  /** {@code lora rank=4 lr 5e-4 seed 1}. */
  public String trial(Trial trial) {
    return configuration(trial)
        + " lr "
        + Labels.rate(trial.settings().lr())
        + (trial.phase().equals(RecordedTrial.SEARCH)
            ? " search"
            : " seed " + trial.settings().seed());
  }
}
