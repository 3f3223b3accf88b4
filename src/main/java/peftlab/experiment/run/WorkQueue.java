package peftlab.experiment.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.function.Consumer;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.TrialResult;

/**
 * Hands out trials in the order of their groups. Within a group the final trials come after all its
 * search trials have ended, at the rate that did best.
 */
final class WorkQueue {
  private final List<Lane> lanes = new ArrayList<>();
  private final Consumer<String> notes;
  private boolean closed;

  /** Creates one; {@code notes} is told about groups that come to nothing. */
  WorkQueue(List<TrialGroup> groups, Consumer<String> notes) {
    this.notes = notes;
    for (TrialGroup group : groups) {
      lanes.add(new Lane(group));
    }
  }

  /** The next trial; waits while only trials in flight can tell; empty when all is done. */
  synchronized Optional<Trial> take() throws InterruptedException {
    while (!closed) {
      boolean open = false;
      for (Lane lane : lanes) {
        if (!lane.ready.isEmpty()) {
          return Optional.of(lane.ready.remove());
        }
        open |= lane.searching();
      }
      if (!open) {
        return Optional.empty();
      }
      wait();
    }
    return Optional.empty();
  }

  /** Hands nothing more out, to anybody. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Every taken trial comes back here with its result. */
  synchronized void done(Trial trial, TrialResult result) {
    for (Lane lane : lanes) {
      lane.done(trial, result);
    }
    notifyAll();
  }

  private final class Lane {
    final TrialGroup group;
    final Queue<Trial> ready = new ArrayDeque<>();
    final Map<String, TrialResult> searched = new HashMap<>();
    final List<String> searches;

    Lane(TrialGroup group) {
      this.group = group;
      List<Trial> trials = group.searches();
      this.searches = trials.stream().map(Trial::id).distinct().toList();
      ready.addAll(trials);
      if (trials.isEmpty()) {
        addFinals();
      }
    }

    boolean searching() {
      return searched.size() < searches.size();
    }

    void done(Trial trial, TrialResult result) {
      if (searches.contains(trial.id()) && searching()) {
        searched.put(trial.id(), result);
        if (!searching()) {
          addFinals();
        }
      }
    }

    void addFinals() {
      OptionalDouble rate = group.rate(searched);
      if (rate.isPresent()) {
        ready.addAll(group.finals(rate.getAsDouble()));
      } else {
        notes.accept(
            group.template().method()
                + " on "
                + group.template().task()
                + ": all "
                + group.searches().size()
                + " search trials failed, so no final trial is run");
      }
    }
  }
}
