package peftlab.report.table;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;

/** Calls tasks and models that are files or folders by the last part of their path. */
public final class ShortNames {
  private ShortNames() {}

  /** The same results; a name stays long where its last part would stand for two. */
  public static List<TrialResult> of(List<TrialResult> results) {
    UnaryOperator<String> task = shortener(results, trial -> trial.task());
    UnaryOperator<String> model = shortener(results, trial -> trial.model());
    return results.stream().map(result -> renamed(result, task, model)).toList();
  }

  private static UnaryOperator<String> shortener(
      List<TrialResult> results, Function<RecordedTrial, String> name) {
    Set<String> names =
        results.stream()
            .map(result -> name.apply(result.trial()))
            .collect(Collectors.toCollection(TreeSet::new));
    return full -> {
      String last = last(full);
      return names.stream().filter(other -> last(other).equals(last)).count() > 1 ? full : last;
    };
  }

  private static String last(String path) {
    String last = path.replaceAll("[/\\\\]+$", "").replaceAll("^.*[/\\\\]", "");
    return last.isEmpty() ? path : last;
  }

  private static TrialResult renamed(
      TrialResult r, UnaryOperator<String> task, UnaryOperator<String> model) {
    RecordedTrial t = r.trial();
    return r.withTrial(t.withNames(model.apply(t.model()), task.apply(t.task())));
  }
}
