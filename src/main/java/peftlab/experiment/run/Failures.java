package peftlab.experiment.run;

import java.util.Map;
import peftlab.InputException;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.TrialResult;
import peftlab.tensor.device.DeviceMemory;
import peftlab.train.DivergedException;

/** Results of trials that did not end well. */
public final class Failures {
  private Failures() {}

  /** A result with nothing but why there is none. */
  public static TrialResult of(Trial trial, Throwable cause, Map<String, String> provenance) {
    if (DeviceMemory.exhausted(cause)) {
      return TrialResult.failure(
          trial.recorded(),
          TrialResult.Status.OUT_OF_MEMORY,
          "out of memory: " + line(cause),
          provenance);
    }
    if (cause instanceof DivergedException) {
      return TrialResult.failure(
          trial.recorded(), TrialResult.Status.DIVERGED, line(cause), provenance);
    }
    String reason =
        cause instanceof InputException
            ? line(cause)
            : cause.getClass().getSimpleName() + ": " + line(cause) + place(cause);
    return TrialResult.failure(trial.recorded(), TrialResult.Status.FAILED, reason, provenance);
  }

  private static String line(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse("");
  }

  private static String place(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 ? "" : " (at " + trace[0] + ")";
  }
}
