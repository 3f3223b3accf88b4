package peftlab.experiment.run;

import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialOutcome;
import peftlab.train.Trainer;

/** Runs one trial: adapts, fits, evaluates. Several threads may call it at once. */
public interface TrialRunner {

  /**
   * Runs {@code trial} and tells {@code listener} about its steps.
   *
   * <p>A trial of phase {@link RecordedTrial#SEARCH} is trained and evaluated on what its {@link
   * peftlab.data.Dataset} has for selection, never on the rows that are reported. Whatever is
   * thrown becomes the trial's result: {@link peftlab.train.DivergedException}, {@link
   * OutOfMemoryError} and all else each with its status.
   */
  TrialOutcome run(Trial trial, Trainer.StepListener listener);
}
