package peftlab.experiment.run;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;

/** Finds stored trials that an experiment names and runs again all the same. */
final class OlderTrials {
  private OlderTrials() {}

  /**
   * One line that says how many of {@code stored} are run again because code, data or weights have
   * changed since; empty if none.
   */
  static Optional<String> note(Collection<TrialResult> stored, List<TrialGroup> groups) {
    Map<String, TrialResult> byId = new HashMap<>();
    stored.forEach(result -> byId.put(result.id(), result));
    long older = stored.stream().filter(result -> isOlder(result, groups, byId)).count();
    return older == 0
        ? Optional.empty()
        : Optional.of(
            older
                + (older == 1 ? " stored trial is" : " stored trials are")
                + " run again: the code, the data or the weights have changed since");
  }

  private static boolean isOlder(
      TrialResult result, List<TrialGroup> groups, Map<String, TrialResult> stored) {
    if (result.status() != TrialResult.Status.OK) {
      return false;
    }
    List<Trial> same =
        groups.stream()
            .flatMap(group -> trials(group, result.trial(), stored))
            .filter(trial -> trial.withId("").recorded().equals(result.trial().withId("")))
            .toList();
    return !same.isEmpty() && same.stream().noneMatch(trial -> stored.containsKey(trial.id()));
  }

  /** What a group may run of trials like that: while its search is open, at any rate. */
  private static Stream<Trial> trials(
      TrialGroup group, RecordedTrial like, Map<String, TrialResult> stored) {
    RecordedTrial template = group.template().recorded();
    if (!template.method().equals(like.method()) || !template.hyper().equals(like.hyper())) {
      return Stream.empty();
    }
    List<Trial> searches = group.searches();
    boolean open = searches.stream().anyMatch(trial -> !stored.containsKey(trial.id()));
    OptionalDouble lr = open ? OptionalDouble.of(like.settings().lr()) : group.rate(stored);
    return Stream.concat(
        searches.stream(), lr.stream().boxed().flatMap(rate -> group.finals(rate).stream()));
  }
}
