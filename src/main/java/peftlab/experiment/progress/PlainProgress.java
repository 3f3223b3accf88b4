package peftlab.experiment.progress;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import peftlab.experiment.plan.Labels;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.plan.TrialNames;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.RunListener;

/** Shows a run as plain lines, one when a trial begins and one when it ends, for logs and pipes. */
public final class PlainProgress implements RunListener {
  private final PrintStream out;
  private final TrialNames labels;
  private final TimeLeft time;

  /**
   * Creates one.
   *
   * @param groups what is run
   * @param weight what a trial takes, in any unit, such as predicted seconds
   */
  public PlainProgress(PrintStream out, List<TrialGroup> groups, ToDoubleFunction<Trial> weight) {
    this(out, groups, weight, System::nanoTime);
  }

  PlainProgress(
      PrintStream out,
      List<TrialGroup> groups,
      ToDoubleFunction<Trial> weight,
      LongSupplier nanos) {
    this.out = out;
    this.labels = new TrialNames(groups);
    this.time = new TimeLeft(groups, weight, nanos);
  }

  @Override
  public void started(Trial trial) {
    out.println("begin " + trial.id() + " " + labels.trial(trial));
  }

  @Override
  public void warmingUp(Trial trial) {
    out.println("warming up");
  }

  @Override
  public void stepped(Trial trial, int step, int steps, double loss) {
    time.step(trial, step, steps);
  }

  @Override
  public void ended(Trial trial, TrialResult result) {
    time.ended(trial);
    StringBuilder line = new StringBuilder(ResultLine.of(labels.trial(trial), result));
    line.append(
        String.format(
            Locale.ROOT,
            "  [%d/%d, %s",
            time.ended(),
            time.trials(),
            Labels.clock(time.elapsedSeconds())));
    time.secondsLeft()
        .ifPresent(left -> line.append(", ").append(Labels.clock(left)).append(" left"));
    out.println(line.append(']'));
  }

  @Override
  public void skipped(Trial trial, TrialResult result) {
    time.skipped(trial);
    out.println("done before: " + ResultLine.of(labels.trial(trial), result));
  }

  @Override
  public void note(String line) {
    out.println("note: " + line);
  }
}
