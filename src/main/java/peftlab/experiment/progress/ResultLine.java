package peftlab.experiment.progress;

import java.util.Locale;
import peftlab.experiment.results.TrialResult;

/** The line that a trial leaves on the terminal. */
final class ResultLine {
  private ResultLine() {}

  /**
   * {@code lora rank=4 lr 5e-4 seed 1: accuracy 0.776, 36,864 trained, 12.1 s training, 2.1 s
   * evaluation}, or the reason.
   */
  static String of(String label, TrialResult result) {
    if (result.status() != TrialResult.Status.OK) {
      String status = result.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return label
          + ": "
          + status
          + (result.reason() == null ? "" : ": " + result.reason().replaceAll("\\s+", " "));
    }
    return String.format(
        Locale.ROOT,
        "%s: %s %.4f, %,d trained, %.1f s training, %.1f s evaluation",
        label,
        result.metric(),
        result.metrics().getOrDefault(result.metric(), Double.NaN),
        result.counts().trained(),
        result.timing().trainSeconds(),
        result.timing().evalSeconds());
  }
}
