package peftlab.experiment.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import peftlab.experiment.results.RateChoice;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.spec.LearningRate;

/**
 * One configuration of one method on one task: its trials differ in learning rate, while one is
 * searched, and in seed.
 *
 * @param template what all its trials share; the rate is the fixed one or the middle of the search,
 *     and there is no id
 * @param learningRate how its learning rate comes about
 * @param seeds of its final trials; the first is that of its search
 * @param ids gives its trials their ids
 * @param unmatched whether a budget is set and this one is more than a tenth off
 */
public record TrialGroup(
    Trial template, LearningRate learningRate, List<Long> seeds, TrialIds ids, boolean unmatched) {

  /** The trials that choose the learning rate, all on the first seed; none where it is fixed. */
  public List<Trial> searches() {
    return learningRate.candidates(seeds.get(0)).stream()
        .map(lr -> trial(RecordedTrial.SEARCH, lr, seeds.get(0)))
        .toList();
  }

  /** The trials that are reported, one a seed, at rate {@code lr}. */
  public List<Trial> finals(double lr) {
    return seeds.stream().map(seed -> trial(RecordedTrial.FINAL, lr, seed)).toList();
  }

  /**
   * The rate to report: the fixed one, or the one that {@link RateChoice} takes among {@code
   * searched} by the task's metric; empty where no search trial ended well.
   *
   * @param searched results by id
   */
  public OptionalDouble rate(Map<String, TrialResult> searched) {
    if (learningRate instanceof LearningRate.Fixed fixed) {
      return OptionalDouble.of(fixed.value());
    }
    Optional<Trial> best =
        RateChoice.best(
            searches(), trial -> trial.settings().lr(), trial -> score(searched.get(trial.id())));
    return best.map(trial -> OptionalDouble.of(trial.settings().lr()))
        .orElse(OptionalDouble.empty());
  }

  /** The number of its trials. */
  public int size() {
    return learningRate.trials() + seeds.size();
  }

  private static double score(TrialResult result) {
    if (result == null || result.status() != TrialResult.Status.OK) {
      return Double.NaN;
    }
    Double score = result.metrics().get(result.metric());
    return score == null ? Double.NaN : score;
  }

  private Trial trial(String phase, double lr, long seed) {
    return ids.identified(template.with(phase, lr, seed));
  }
}
