package peftlab.experiment;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds stored trials that an experiment names and runs again all the same. */
final class OlderTrials {
  private OlderTrials() {}

  /**
   * One line that says how many of {@code stored} are run again because code, data or weights have
   * changed since; empty if none.
   */
  static Optional<String> note(Collection<TrialResult> stored, List<TrialGroup> groups) {
    Set<String> ids = stored.stream().map(TrialResult::id).collect(Collectors.toSet());
    long older = stored.stream().filter(result -> isOlder(result, groups, ids)).count();
    return older == 0
        ? Optional.empty()
        : Optional.of(
            older
                + (older == 1 ? " stored trial is" : " stored trials are")
                + " run again: the code, the data or the weights have changed since");
  }

  private static boolean isOlder(TrialResult result, List<TrialGroup> groups, Set<String> stored) {
    if (result.status() != TrialResult.Status.OK) {
      return false;
    }
    List<Trial> same =
        groups.stream()
            .flatMap(group -> trials(group, result.trial()))
            .filter(trial -> trial.withId("").equals(result.trial().withId("")))
            .toList();
    return !same.isEmpty() && same.stream().noneMatch(trial -> stored.contains(trial.id()));
  }

  private static Stream<Trial> trials(TrialGroup group, Trial like) {
    Trial template = group.template();
    if (!template.method().equals(like.method()) || !template.hyper().equals(like.hyper())) {
      return Stream.empty();
    }
    double lr =
        group.rates() instanceof Rates.Fixed fixed ? fixed.values().get(0) : like.settings().lr();
    return Stream.concat(group.searches().stream(), group.finals(lr).stream());
  }
}
