package peftlab.experiment.run;

import java.util.List;
import peftlab.experiment.results.TrialResult;

/**
 * What a run has come to.
 *
 * @param results of all its trials, those found finished included, in the order of the groups
 * @param ran trials run now
 * @param skipped trials found finished
 * @param unrecorded trials whose result could not be written
 */
public record RunSummary(List<TrialResult> results, int ran, int skipped, int unrecorded) {

  /** Trials that did not end well. */
  public List<TrialResult> failed() {
    return results.stream().filter(r -> r.status() != TrialResult.Status.OK).toList();
  }
}
