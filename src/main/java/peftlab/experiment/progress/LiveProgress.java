package peftlab.experiment.progress;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import peftlab.experiment.plan.Labels;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.plan.TrialNames;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.RunListener;

/**
 * Shows a run on a terminal: trials that have ended scroll by above a block that is redrawn in
 * place, one line for each running trial and a bar over all of them.
 */
public final class LiveProgress implements RunListener {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final long TICK_MILLIS = 1000;
  private static final String CLEAR_BELOW = "\u001b[J";
  // The terminal cuts lines that are too long for it: a wrapped one would be two to go back over.
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintStream out;
  private final LongSupplier nanos;
  private final TrialNames labels;
  private final TimeLeft time;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final Timer clock = new Timer("clock", true);
  private int drawn;
  private long drawnAt;

  private record Running(
      String label, String state, int step, int steps, double loss, long since) {}

  /**
   * Creates one.
   *
   * @param out a terminal that knows ANSI's sequences
   * @param groups what is run
   * @param weight what a trial takes, in any unit, such as predicted seconds
   */
  public LiveProgress(PrintStream out, List<TrialGroup> groups, ToDoubleFunction<Trial> weight) {
    this(out, groups, weight, System::nanoTime);
    clock.schedule(
        new TimerTask() {
          @Override
          public void run() {
            tick();
          }
        },
        TICK_MILLIS,
        TICK_MILLIS);
  }

  LiveProgress(
      PrintStream out,
      List<TrialGroup> groups,
      ToDoubleFunction<Trial> weight,
      LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.labels = new TrialNames(groups);
    this.time = new TimeLeft(groups, weight, nanos);
  }

  @Override
  public synchronized void started(Trial trial) {
    show(trial, "preparing", 0, 0, Double.NaN);
    redraw();
  }

  @Override
  public synchronized void warmingUp(Trial trial) {
    show(trial, "warming up", 0, 0, Double.NaN);
    redraw();
  }

  private void show(Trial trial, String state, int step, int steps, double loss) {
    running.put(
        trial.id(), new Running(labels.trial(trial), state, step, steps, loss, nanos.getAsLong()));
  }

  /** Lets the clocks go on while nothing is heard of a trial. */
  synchronized void tick() {
    if (!running.isEmpty() && nanos.getAsLong() - drawnAt >= REDRAW_NANOS) {
      redraw();
    }
  }

  @Override
  public synchronized void stepped(Trial trial, int step, int steps, double loss) {
    time.step(trial, step, steps);
    show(trial, step < steps ? "step" : "evaluating", step, steps, loss);
    if (step == steps || nanos.getAsLong() - drawnAt >= REDRAW_NANOS) {
      redraw();
    }
  }

  @Override
  public synchronized void ended(Trial trial, TrialResult result) {
    time.ended(trial);
    running.remove(trial.id());
    String mark = result.status() == TrialResult.Status.OK ? "\u2713 " : "\u2717 ";
    above(mark + ResultLine.of(labels.trial(trial), result));
  }

  @Override
  public synchronized void skipped(Trial trial, TrialResult result) {
    time.skipped(trial);
    above("= " + ResultLine.of(labels.trial(trial), result));
  }

  @Override
  public synchronized void note(String line) {
    above("! " + line);
  }

  @Override
  public synchronized void finished() {
    clock.cancel();
    out.print(up() + CLEAR_BELOW);
    out.flush();
    drawn = 0;
  }

  private void above(String line) {
    out.print(up() + CLEAR_BELOW + line + "\n");
    drawn = 0;
    redraw();
  }

  private void redraw() {
    List<String> lines = new ArrayList<>();
    running.values().forEach(trial -> lines.add(line(trial)));
    lines.add(overall());
    StringBuilder block = new StringBuilder(up()).append(CLEAR_BELOW).append(NO_WRAP);
    lines.forEach(line -> block.append(line).append('\n'));
    out.print(block.append(WRAP));
    out.flush();
    drawn = lines.size();
    drawnAt = nanos.getAsLong();
  }

  private String line(Running trial) {
    if (trial.step == trial.steps) {
      double seconds = (nanos.getAsLong() - trial.since) / 1e9;
      return "  " + trial.label + "  " + trial.state + " " + Labels.clock(seconds);
    }
    return String.format(
        Locale.ROOT,
        "  %s  %s %d/%d  loss %.4f",
        trial.label,
        trial.state,
        trial.step,
        trial.steps,
        trial.loss);
  }

  private String overall() {
    int full = (int) Math.round(time.share() * BAR);
    StringBuilder line =
        new StringBuilder()
            .append("\u2588".repeat(full))
            .append("\u2591".repeat(BAR - full))
            .append(
                String.format(
                    Locale.ROOT,
                    " %d/%d trials, %s",
                    time.ended(),
                    time.trials(),
                    Labels.clock(time.elapsedSeconds())));
    time.secondsLeft()
        .ifPresent(left -> line.append(", ").append(Labels.clock(left)).append(" left"));
    return line.toString();
  }

  private String up() {
    return drawn == 0 ? "" : "\u001b[" + drawn + "A\r";
  }
}
