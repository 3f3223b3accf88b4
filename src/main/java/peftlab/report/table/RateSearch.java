package peftlab.report.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import peftlab.experiment.results.RateChoice;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.report.table.ResultTable.Task;

/**
 * The search for one configuration's learning rate on one task, on a validation split.
 *
 * @param configuration whose rate was sought; its key is the {@link Configuration#searchKey} of the
 *     rows that were run at the rate found
 * @param task name of the task
 * @param attempts the rates tried, ascending
 * @param used the rate of the final trials; empty as long as there is none, or if they have several
 */
public record RateSearch(
    Configuration configuration, String task, List<Attempt> attempts, OptionalDouble used) {

  /**
   * One rate that was tried.
   *
   * @param lr the rate
   * @param score on the validation split; NaN where the trial did not end well
   */
  public record Attempt(double lr, double score) {
    /** Whether it ended with a score. */
    public boolean finished() {
      return !Double.isNaN(score);
    }
  }

  /** The searches among {@code results}, in order of their first trials. */
  static List<RateSearch> of(
      List<TrialResult> results,
      Collection<TrialResult> finals,
      Configurations configurations,
      List<Task> tasks) {
    Map<String, TreeSet<Double>> rates = new LinkedHashMap<>();
    for (TrialResult result : finals) {
      rates
          .computeIfAbsent(key(configurations.searched(result), result), key -> new TreeSet<>())
          .add(result.trial().settings().lr());
    }
    Map<String, RateSearch> searches = new LinkedHashMap<>();
    for (TrialResult result : results) {
      RecordedTrial trial = result.trial();
      Configuration configuration = configurations.searched(result);
      RateSearch search =
          searches.computeIfAbsent(
              key(configuration, result),
              key ->
                  new RateSearch(
                      configuration,
                      trial.task(),
                      new ArrayList<>(),
                      only(rates.getOrDefault(key, new TreeSet<>()))));
      search.attempts.add(new Attempt(trial.settings().lr(), score(result, tasks)));
    }
    searches
        .values()
        .forEach(search -> search.attempts.sort(Comparator.comparingDouble(Attempt::lr)));
    return List.copyOf(searches.values());
  }

  private static String key(Configuration configuration, TrialResult result) {
    return configuration.key() + '\n' + result.trial().task();
  }

  private static OptionalDouble only(TreeSet<Double> rates) {
    return rates.size() == 1 ? OptionalDouble.of(rates.first()) : OptionalDouble.empty();
  }

  private static double score(TrialResult result, List<Task> tasks) {
    String metric =
        tasks.stream()
            .filter(task -> task.name().equals(result.trial().task()))
            .map(task -> task.metric().id())
            .findFirst()
            .orElse(result.metric());
    Double score = result.status() == Status.OK ? result.metrics().get(metric) : null;
    return score == null || Double.isInfinite(score) ? Double.NaN : score;
  }

  /** The attempts that ended with a score. */
  public List<Attempt> finished() {
    return attempts.stream().filter(Attempt::finished).toList();
  }

  /**
   * The rate that the final trials ran at, with the score that the search found for it: NaN if the
   * search did not try it. As long as there are no final trials, the one that {@link RateChoice}
   * takes; NaN and NaN if no attempt ended well.
   */
  public Attempt chosen() {
    if (used.isPresent()) {
      double lr = used.getAsDouble();
      return attempts.stream()
          .filter(attempt -> attempt.lr() == lr)
          .findFirst()
          .orElse(new Attempt(lr, Double.NaN));
    }
    return RateChoice.best(attempts, Attempt::lr, Attempt::score)
        .orElse(new Attempt(Double.NaN, Double.NaN));
  }

  /**
   * Whether the chosen rate is the lowest or highest tried, or beyond them, so that a better one
   * may lie further out.
   */
  public boolean atEdge() {
    double lr = chosen().lr();
    return attempts.size() > 1
        && (lr <= attempts.get(0).lr() || lr >= attempts.get(attempts.size() - 1).lr());
  }
}
