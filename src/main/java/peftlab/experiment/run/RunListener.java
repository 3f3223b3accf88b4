package peftlab.experiment.run;

import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.TrialResult;

/** Is told what happens in a run. Calls come from several threads, one at a time. */
public interface RunListener {

  /** Trial {@code trial} begins. */
  default void started(Trial trial) {}

  /** Before the first trial that runs, the program gets itself ready. */
  default void warmingUp(Trial trial) {}

  /** A trial has made a step, counted from 1, of {@code steps}. */
  default void stepped(Trial trial, int step, int steps, double loss) {}

  /** A trial has ended, well or not, and is recorded. */
  default void ended(Trial trial, TrialResult result) {}

  /** A trial is not run because its result is there. */
  default void skipped(Trial trial, TrialResult result) {}

  /** Something that a person should know. */
  default void note(String line) {}

  /** Nothing more will come. */
  default void finished() {}
}
