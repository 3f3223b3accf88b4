package peftlab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import peftlab.InputException;
import peftlab.experiment.results.Predictions;
import peftlab.experiment.results.TrialOutcome.Prediction;
import peftlab.experiment.results.TrialResult;
import peftlab.metric.Metric;
import peftlab.report.stats.Run;

/** Where the predictions of a trial come from. */
@FunctionalInterface
interface PredictionSource {
  /** More classes than any known task has: such a number is no class. */
  int MOST_CLASSES = 4096;

  /** What a trial predicted, or why that is not known. */
  Kept of(TrialResult result);

  /**
   * What a trial predicted.
   *
   * @param run its predictions; null if they are not known
   * @param names of the classes, in the order of their numbers; empty if they are not known
   * @param problem why the predictions are not known; null if they are
   */
  record Kept(Run run, List<String> names, String problem) {
    static final String MISSING = "the predictions are missing";

    static Kept of(Run run) {
      return of(run, List.of());
    }

    static Kept of(Run run, List<String> names) {
      return new Kept(run, names, null);
    }

    static Kept not(String problem) {
      return new Kept(null, List.of(), problem);
    }

    boolean known() {
      return run != null;
    }
  }

  /** The predictions in a results folder. */
  static PredictionSource in(Path folder) {
    return result -> {
      if (!Predictions.exist(folder, result.id())) {
        return Kept.not(Kept.MISSING);
      }
      Predictions.Stored stored;
      try {
        stored = Predictions.read(folder, result.id());
      } catch (InputException e) {
        return Kept.not(e.getMessage());
      }
      if (stored.rows().size() != result.evalRows()) {
        return Kept.not(
            "predictions of trial %s have %,d of %,d rows"
                .formatted(result.id(), stored.rows().size(), result.evalRows()));
      }
      return kept(result, stored);
    };
  }

  private static Kept kept(TrialResult result, Predictions.Stored stored) {
    List<Integer> labels = new ArrayList<>();
    List<Integer> predictions = new ArrayList<>();
    for (Prediction row : stored.rows()) {
      labels.add(row.label());
      predictions.add(row.prediction());
      if (Math.max(row.label(), row.prediction()) >= MOST_CLASSES) {
        return Kept.not(
            "predictions of trial %s name a class %d"
                .formatted(result.id(), Math.max(row.label(), row.prediction())));
      }
    }
    Run seen = new Run(labels, predictions);
    int classes = stored.classes().isEmpty() ? classes(result, seen) : stored.classes().size();
    return Kept.of(new Run(labels, predictions, classes), stored.classes());
  }

  /**
   * The number of classes of an old file, which does not name them: as many as make the stored
   * macro F1, a mean over classes, out of the F1 of those that occur; others count as 0 in it.
   */
  private static int classes(TrialResult result, Run seen) {
    Double macro = result.metrics().get(Metric.MACRO_F1.id());
    double sum = Metric.MACRO_F1.of(seen.confusion()) * seen.classes();
    if (macro == null || !(macro > 0) || !(sum / macro < MOST_CLASSES)) {
      return seen.classes();
    }
    return Math.max(seen.classes(), (int) Math.round(sum / macro));
  }
}
