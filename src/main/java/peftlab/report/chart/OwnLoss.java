package peftlab.report.chart;

import java.util.List;
import java.util.Optional;
import peftlab.experiment.results.TrialResult;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;

/** Which methods minimise another loss than the task's cross entropy. */
final class OwnLoss {
  private OwnLoss() {}

  /**
   * The loss of trials of one method where it is its own: what the method's card says, or, if the
   * method is not at hand, that a teacher was trained for it. Empty for the task's loss.
   */
  static Optional<String> of(List<TrialResult> trials) {
    if (trials.isEmpty()) {
      return Optional.empty();
    }
    PeftMethod<?> method = PeftMethods.all().get(trials.get(0).trial().method());
    if (method != null) {
      return Optional.ofNullable(MethodCard.of(method).loss());
    }
    return trials.stream().anyMatch(trial -> trial.timing().teacherSeconds() > 0)
        ? Optional.of("with a teacher's answers")
        : Optional.empty();
  }
}
