package peftlab.report.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peftlab.experiment.Trial;
import peftlab.experiment.TrialResult;
import peftlab.experiment.TrialResult.Status;
import peftlab.report.table.ResultTable.Task;

/**
 * The search for one configuration's learning rate on one task, on a validation split.
 *
 * @param configuration whose rate was sought
 * @param task name of the task
 * @param attempts the rates tried, ascending
 */
public record RateSearch(Configuration configuration, String task, List<Attempt> attempts) {

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
      List<TrialResult> results, Configurations configurations, List<Task> tasks) {
    Map<String, RateSearch> searches = new LinkedHashMap<>();
    for (TrialResult result : results) {
      Trial trial = result.trial();
      Configuration configuration = configurations.of(trial);
      RateSearch search =
          searches.computeIfAbsent(
              configuration.key() + '\n' + trial.task(),
              key -> new RateSearch(configuration, trial.task(), new ArrayList<>()));
      search.attempts.add(new Attempt(trial.settings().lr(), score(result, tasks)));
    }
    searches
        .values()
        .forEach(search -> search.attempts.sort(Comparator.comparingDouble(Attempt::lr)));
    return List.copyOf(searches.values());
  }

  private static double score(TrialResult result, List<Task> tasks) {
    String metric =
        tasks.stream()
            .filter(task -> task.name().equals(result.trial().task()))
            .map(Task::metric)
            .findFirst()
            .orElse(result.metric());
    Double score = result.status() == Status.OK ? result.metrics().get(metric) : null;
    return score == null || Double.isInfinite(score) ? Double.NaN : score;
  }

  /** The attempts that ended with a score. */
  public List<Attempt> finished() {
    return attempts.stream().filter(Attempt::finished).toList();
  }

  /** The attempt with the highest score, the lower rate of equals; NaN and NaN without any. */
  public Attempt best() {
    Attempt best = new Attempt(Double.NaN, Double.NaN);
    for (Attempt attempt : finished()) {
      best = best.finished() && attempt.score() <= best.score() ? best : attempt;
    }
    return best;
  }

  /** Whether the best rate is the lowest or highest tried, so that a better one may lie beyond. */
  public boolean atEdge() {
    List<Attempt> finished = finished();
    return attempts.size() > 1
        && !finished.isEmpty()
        && (best().lr() == attempts.get(0).lr()
            || best().lr() == attempts.get(attempts.size() - 1).lr());
  }
}
