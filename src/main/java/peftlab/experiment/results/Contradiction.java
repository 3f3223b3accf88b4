package peftlab.experiment.results;

import peftlab.experiment.results.TrialResult.Status;

/**
 * Tells whether two lines of one trial can both be true. A trial that failed may be run again, and
 * times may differ; what was run and what came out may not.
 */
final class Contradiction {
  private Contradiction() {}

  /** In what the two differ that must not; empty if they agree. */
  static String between(TrialResult earlier, TrialResult later) {
    if (!earlier.trial().equals(later.trial())) {
      return "in what was run";
    }
    if (earlier.status() != Status.OK) {
      return "";
    }
    if (later.status() != Status.OK) {
      return "which finished";
    }
    if (!earlier.metric().equals(later.metric()) || !earlier.metrics().equals(later.metrics())) {
      return "%s %s there and %s %s here"
          .formatted(
              earlier.metric(),
              earlier.metrics().get(earlier.metric()),
              later.metric(),
              later.metrics().get(later.metric()));
    }
    return earlier.evalRows() == later.evalRows() && earlier.counts().equals(later.counts())
        ? ""
        : "in rows or parameters";
  }
}
