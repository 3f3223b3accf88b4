package peftlab.experiment.progress;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;

/** Tells how much of a run is done, and how long the rest will take at the pace so far. */
final class TimeLeft {
  private final ToDoubleFunction<Trial> weight;
  private final LongSupplier nanos;
  private final long begin;
  private final double total;
  private final int trials;
  private final Map<String, Double> running = new HashMap<>();
  private double skipped;
  private double done;
  private int ended;

  /**
   * Creates one.
   *
   * @param weight what a trial takes, in any unit
   * @param nanos a clock
   */
  TimeLeft(List<TrialGroup> groups, ToDoubleFunction<Trial> weight, LongSupplier nanos) {
    this.weight = weight;
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
    this.total =
        groups.stream().mapToDouble(g -> g.size() * weight.applyAsDouble(g.template())).sum();
    this.trials = groups.stream().mapToInt(TrialGroup::size).sum();
  }

  void step(Trial trial, int step, int steps) {
    running.put(trial.id(), weight.applyAsDouble(trial) * step / Math.max(1, steps));
  }

  void ended(Trial trial) {
    running.remove(trial.id());
    done += weight.applyAsDouble(trial);
    ended++;
  }

  void skipped(Trial trial) {
    skipped += weight.applyAsDouble(trial);
    ended++;
  }

  /** Share of the work that is done, in [0, 1]. */
  double share() {
    return total > 0 ? Math.min(1, (skipped + now()) / total) : 1;
  }

  /** Trials that have ended. */
  int ended() {
    return ended;
  }

  /** All trials. */
  int trials() {
    return trials;
  }

  double elapsedSeconds() {
    return (nanos.getAsLong() - begin) / 1e9;
  }

  /** Seconds still to go; empty while nothing tells the pace. */
  OptionalDouble secondsLeft() {
    double now = now();
    if (now <= 0) {
      return OptionalDouble.empty();
    }
    double left = Math.max(0, total - skipped - now);
    return OptionalDouble.of(elapsedSeconds() / now * left);
  }

  private double now() {
    return done + running.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
