package peftlab.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One configuration of one method on one task: its trials differ in learning rate, while one is
 * searched, and in seed.
 */
public final class TrialGroup {
  private final Trial template;
  private final Rates rates;
  private final List<Long> seeds;
  private final TrialIds ids;
  private final boolean unmatched;

  /** Takes fixed rates only where there is one. */
  TrialGroup(Trial template, Rates rates, List<Long> seeds, TrialIds ids, boolean unmatched) {
    this.unmatched = unmatched;
    this.template = template;
    this.rates = rates;
    this.seeds = seeds;
    this.ids = ids;
  }

  /** The trials that choose the learning rate, all on the first seed; none where it is fixed. */
  public List<Trial> searches() {
    return rates instanceof Rates.Search search
        ? search.candidates(seeds.get(0)).stream()
            .map(rate -> trial(Trial.SEARCH, rate, seeds.get(0)))
            .toList()
        : List.of();
  }

  /** The trials that are reported, one a seed, at rate {@code lr}. */
  public List<Trial> finals(double lr) {
    return seeds.stream().map(seed -> trial(Trial.FINAL, lr, seed)).toList();
  }

  /**
   * The rate to report: the fixed one, or the one that {@link RateChoice} takes among {@code
   * searched} by the task's metric; empty where no search trial ended well.
   *
   * @param searched results by id
   */
  public OptionalDouble rate(Map<String, TrialResult> searched) {
    if (rates instanceof Rates.Fixed fixed) {
      return OptionalDouble.of(fixed.values().get(0));
    }
    Optional<Trial> best =
        RateChoice.best(
            searches(), trial -> trial.settings().lr(), trial -> score(searched.get(trial.id())));
    return best.map(trial -> OptionalDouble.of(trial.settings().lr()))
        .orElse(OptionalDouble.empty());
  }

  /** Whether others are matched to a budget and this one keeps its size. */
  public boolean unmatched() {
    return unmatched;
  }

  /** The number of its trials. */
  public int size() {
    return rates.budget() + seeds.size();
  }

  /** How rates are chosen. */
  public Rates rates() {
    return rates;
  }

  /**
   * What all its trials share; the rate is the fixed one or the middle of the search, and there is
   * no id.
   */
  public Trial template() {
    return template;
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
