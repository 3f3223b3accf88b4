package peftlab.report.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import peftlab.experiment.TrialResult;
import peftlab.experiment.TrialResult.Status;

/** Every trial with everything that was measured, search trials and failures included. */
public final class TrialTable {
  private static final List<String> METRICS = List.of("accuracy", "macro_f1", "binary_f1", "mcc");

  private TrialTable() {}

  /** The table of all {@code trials}. */
  public static PaperTable of(List<TrialResult> trials) {
    Configurations configurations = new Configurations(trials);
    TreeSet<String> extras = new TreeSet<>();
    trials.forEach(trial -> extras.addAll(trial.extras().keySet()));
    PaperTable.Builder table =
        new PaperTable.Builder("Trials")
            .words("id", "phase", "task", "configuration")
            .numbers("seed", "lr")
            .words("status")
            .numbers(METRICS.stream().map(Format::metric).toArray(String[]::new))
            .numbers("trained", "head", "stored", "total", "adapter file")
            .numbers("counted memory", "predicted memory", "process peak")
            .numbers("step", "tokens/s", "training", "evaluation", "teacher")
            .numbers(extras.stream().map(name -> name.replace('_', ' ')).toArray(String[]::new));
    for (TrialResult trial : trials) {
      long seed = trial.trial().settings().seed();
      double lr = trial.trial().settings().lr();
      table
          .row()
          .cell(trial.id())
          .cell(trial.trial().phase())
          .cell(trial.trial().task())
          .cell(configurations.of(trial.trial()).label())
          .cell(String.valueOf(seed), (double) seed)
          .cell(Format.number(lr), lr)
          .cell(status(trial));
      METRICS.forEach(name -> share(table, trial.metrics().get(name)));
      count(table, trial.counts().trained());
      count(table, trial.counts().head());
      count(table, trial.counts().stored());
      count(table, trial.counts().total());
      bytes(table, trial.adapterBytes());
      bytes(table, sum(trial.memory()));
      bytes(table, sum(trial.predictedMemory()));
      bytes(table, trial.peakRssBytes());
      times(table, trial);
      extras.forEach(name -> number(table, trial.extras().get(name)));
    }
    return table.note("Shares in percent; what was not measured is –.").build();
  }

  private static String status(TrialResult trial) {
    String status = trial.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return trial.reason() == null ? status : status + ": " + trial.reason();
  }

  private static void times(PaperTable.Builder table, TrialResult trial) {
    boolean ended = trial.status() == Status.OK;
    TrialResult.Timing timing = trial.timing();
    table.cell(ended ? digits(timing.stepMillisMedian()) + " ms" : "–", timing.stepMillisMedian());
    table.cell(ended ? digits(timing.tokensPerSecond()) : "–", timing.tokensPerSecond());
    seconds(table, timing.trainSeconds());
    seconds(table, timing.evalSeconds());
    seconds(table, timing.teacherSeconds());
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static void seconds(PaperTable.Builder table, double value) {
    table.cell(value > 0 ? Format.seconds(value) : "–", value);
  }

  private static void share(PaperTable.Builder table, Double value) {
    table.cell(value == null ? "–" : Format.percent(value), value == null ? -2 : value);
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
