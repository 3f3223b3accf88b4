package peftlab.report.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.metric.Metric;

/**
 * Every trial with everything that was measured, search trials and failures included, in three
 * tables that fit on a page.
 */
public final class TrialTable {
  private static final String NOT_MEASURED = "–: not measured.";

  private TrialTable() {}

  /** What each trial was, how it ended and its scores; only metrics that some trial has. */
  public static PaperTable scores(List<TrialResult> trials) {
    Configurations configurations = new Configurations(trials);
    List<Metric> metrics =
        Arrays.stream(Metric.values())
            .filter(metric -> trials.stream().anyMatch(t -> t.metrics().get(metric.id()) != null))
            .toList();
    PaperTable.Builder table =
        new PaperTable.Builder("Trials: scores")
            .words("id", "phase", "task", "configuration")
            .numbers("seed", "lr")
            .numbers(metrics.stream().map(Metric::label).toArray(String[]::new))
            .words("status");
    for (TrialResult trial : trials) {
      double lr = trial.trial().settings().lr();
      table
          .row()
          .cell(trial.id())
          .cell(trial.trial().phase())
          .cell(trial.trial().task())
          .cell(configurations.of(trial).label());
      seed(table, trial).cell(Format.number(lr), lr);
      metrics.forEach(metric -> share(table, trial.metrics().get(metric.id())));
      table.cell(status(trial));
    }
    return table
        .note(
            "Shares in percent, correlations times 100. Search trials are scored on the validation"
                + " split.")
        .build();
  }

  /** Parameters and bytes of each trial. */
  public static PaperTable sizes(List<TrialResult> trials) {
    Configurations configurations = new Configurations(trials);
    PaperTable.Builder table =
        new PaperTable.Builder("Trials: sizes")
            .words("id", "configuration")
            .numbers("seed", "trained", "head", "stored", "total", "adapter file")
            .numbers("counted memory", "predicted memory", "process peak");
    for (TrialResult trial : trials) {
      table.row().cell(trial.id()).cell(configurations.of(trial).label());
      seed(table, trial);
      count(table, trial.counts().trained());
      count(table, trial.counts().head());
      count(table, trial.counts().stored());
      count(table, trial.counts().total());
      bytes(table, trial.adapterBytes());
      table.cell(Measures.shown(List.of(trial)), (double) sum(trial.memory()));
      bytes(table, sum(trial.predictedMemory()));
      bytes(table, trial.peakRssBytes());
    }
    return table.note(NOT_MEASURED).build();
  }

  /** Times of each trial, and whatever else was measured. */
  public static PaperTable times(List<TrialResult> trials) {
    Configurations configurations = new Configurations(trials);
    TreeSet<String> extras = new TreeSet<>();
    trials.forEach(trial -> extras.addAll(trial.extras().keySet()));
    PaperTable.Builder table =
        new PaperTable.Builder("Trials: times and further measures")
            .words("id", "phase", "configuration")
            .numbers("seed", "step", "tokens/s", "training", "evaluation", "teacher")
            .numbers(extras.stream().map(name -> name.replace('_', ' ')).toArray(String[]::new));
    for (TrialResult trial : trials) {
      table
          .row()
          .cell(trial.id())
          .cell(trial.trial().phase())
          .cell(configurations.of(trial).label());
      times(seed(table, trial), trial);
      extras.forEach(
          name ->
              number(
                  table,
                  trial.ranAlone() || !name.equals(TrialResult.LATENCY)
                      ? trial.extras().get(name)
                      : null));
    }
    if (!Measures.timed(trials)) {
      table.note(
          "No times are shown for trials that ran at the same time as others. Overheads are ratios"
              + " of alternating measurements.");
    }
    return table.note(NOT_MEASURED).build();
  }

  private static PaperTable.Builder seed(PaperTable.Builder table, TrialResult trial) {
    long seed = trial.trial().settings().seed();
    return table.cell(String.valueOf(seed), (double) seed);
  }

  private static String status(TrialResult trial) {
    String status = trial.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return trial.reason() == null ? status : status + ": " + trial.reason();
  }

  private static void times(PaperTable.Builder table, TrialResult trial) {
    boolean shown = trial.status() == Status.OK && trial.ranAlone();
    TrialResult.Timing timing = trial.timing();
    table.cell(shown ? digits(timing.stepMillisMedian()) + " ms" : "–", timing.stepMillisMedian());
    table.cell(shown ? digits(timing.tokensPerSecond()) : "–", timing.tokensPerSecond());
    seconds(table, trial.ranAlone() ? timing.trainSeconds() : 0);
    seconds(table, trial.ranAlone() ? timing.evalSeconds() : 0);
    seconds(table, trial.ranAlone() ? timing.teacherSeconds() : 0);
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static void seconds(PaperTable.Builder table, double value) {
    table.cell(value > 0 ? Format.seconds(value) : "–", value);
  }

  private static void share(PaperTable.Builder table, Double value) {
    table.cell(
        value == null || value.isNaN() ? "–" : Format.percent(value),
        value == null || value.isNaN() ? -2 : value);
  }

  private static void number(PaperTable.Builder table, Double value) {
    table.cell(
        value == null ? "–" : String.format(Locale.ROOT, "%.4g", value),
        value == null ? Double.NEGATIVE_INFINITY : value);
  }

  private static void count(PaperTable.Builder table, long value) {
    table.cell(Format.count(value), (double) value);
  }

  private static void bytes(PaperTable.Builder table, long value) {
    table.cell(value > 0 ? Format.bytes((double) value) : "–", (double) value);
  }

  private static long sum(Map<String, Long> memory) {
    return memory.values().stream().mapToLong(bytes -> bytes).sum();
  }
}
