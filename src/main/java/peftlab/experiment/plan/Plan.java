package peftlab.experiment.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import peftlab.experiment.plan.Predictor.Prediction;
import peftlab.experiment.spec.LearningRate;

/** What an experiment will run, told before anything runs. */
public final class Plan {
  private static final String UNMATCHED = "=";
  private static final String ROW = "%-40s %6s %-24s %14s %10s %8s";

  private final List<TrialGroup> groups;
  private final List<Prediction> predictions;
  private final TrialNames labels;
  private final int workers;

  /** Plans {@code groups}, {@code workers} trials at a time. */
  public Plan(List<TrialGroup> groups, Predictor predictor, int workers) {
    this.groups = groups;
    this.predictions = groups.stream().map(g -> predictor.predict(g.template())).toList();
    this.labels = new TrialNames(groups);
    this.workers = workers;
  }

  /** The number of trials, searches included. */
  public int trials() {
    return groups.stream().mapToInt(TrialGroup::size).sum();
  }

  /** Predicted wall-clock seconds of all trials. */
  public double seconds() {
    double seconds = 0;
    for (int i = 0; i < groups.size(); i++) {
      seconds += groups.get(i).size() * predictions.get(i).seconds();
    }
    return seconds / workers;
  }

  /** Predicted peak bytes of the largest trial. */
  public long largestBytes() {
    return predictions.stream().mapToLong(Prediction::bytes).max().orElse(0);
  }

  /**
   * A table with a row for each configuration (times and memory are those of one trial), and below
   * it the number of trials on a line of its own.
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            ROW,
            "configuration",
            "trials",
            "learning rate",
            "trained ",
            "memory",
            "time"));
    for (int i = 0; i < groups.size(); i++) {
      TrialGroup group = groups.get(i);
      Prediction prediction = predictions.get(i);
      lines.add(
          String.format(
              Locale.ROOT,
              ROW,
              labels.configuration(group.template()),
              group.size(),
              rate(group.learningRate()),
              String.format(Locale.ROOT, "%,d", prediction.trained())
                  + (group.unmatched() ? UNMATCHED : " "),
              megabytes(prediction.bytes()),
              Labels.clock(prediction.seconds())));
    }
    lines.add(trials() + (trials() == 1 ? " trial" : " trials"));
    if (groups.stream().anyMatch(TrialGroup::unmatched)) {
      lines.add(UNMATCHED + " more than a tenth off the budget");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "predicted: %s in total with %d at a time, at most %s of memory per trial",
            Labels.clock(seconds()),
            workers,
            megabytes(largestBytes())));
    return lines;
  }

  private static String rate(LearningRate rate) {
    if (rate instanceof LearningRate.Search search) {
      return String.format(
          Locale.ROOT,
          "best of %d in %s..%s",
          search.trials(),
          Labels.rate(search.low()),
          Labels.rate(search.high()));
    }
    return Labels.rate(rate.start());
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", Math.round(bytes / 1e6));
  }
}
