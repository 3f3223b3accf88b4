package peftlab.experiment.run;

import java.util.List;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.TrialResult;

/** Passes every call on to several listeners, one call at a time. */
final class SynchronizedListeners implements RunListener {
  private final List<RunListener> listeners;

  SynchronizedListeners(List<RunListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public synchronized void started(Trial trial) {
    listeners.forEach(listener -> listener.started(trial));
  }

  @Override
  public synchronized void warmingUp(Trial trial) {
    listeners.forEach(listener -> listener.warmingUp(trial));
  }

  @Override
  public synchronized void stepped(Trial trial, int step, int steps, double loss) {
    listeners.forEach(listener -> listener.stepped(trial, step, steps, loss));
  }

  @Override
  public synchronized void ended(Trial trial, TrialResult result) {
    listeners.forEach(listener -> listener.ended(trial, result));
  }

  @Override
  public synchronized void skipped(Trial trial, TrialResult result) {
    listeners.forEach(listener -> listener.skipped(trial, result));
  }

  @Override
  public synchronized void note(String line) {
    listeners.forEach(listener -> listener.note(line));
  }

  @Override
  public synchronized void finished() {
    listeners.forEach(RunListener::finished);
  }
}
