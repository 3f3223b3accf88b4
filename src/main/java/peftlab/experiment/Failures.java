package peftlab.experiment;

import java.util.List;
import java.util.Map;
import peftlab.InputException;
import peftlab.tensor.DeviceMemory;
import peftlab.train.DivergedException;

/** Results of trials that did not end well. */
final class Failures {
  private static final int MAX_REASON = 500;

  private Failures() {}

  /** A result with nothing but why there is none. */
  static TrialResult of(Trial trial, Throwable cause, Map<String, String> provenance) {
    if (DeviceMemory.exhausted(cause)) {
      return of(
          trial, TrialResult.Status.OUT_OF_MEMORY, "out of memory: " + line(cause), provenance);
    }
    if (cause instanceof DivergedException) {
      return of(trial, TrialResult.Status.DIVERGED, line(cause), provenance);
    }
    String reason =
        cause instanceof InputException
            ? line(cause)
            : cause.getClass().getSimpleName() + ": " + line(cause) + place(cause);
    return of(trial, TrialResult.Status.FAILED, reason, provenance);
  }

  /** A result with nothing but {@code reason}. */
  static TrialResult of(
      Trial trial, TrialResult.Status status, String reason, Map<String, String> provenance) {
    return new TrialResult(
        trial.id(),
        trial,
        status,
        reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason,
        Map.of(),
        "",
        0,
        new TrialResult.Counts(0, 0, 0, 0),
        Map.of(),
        Map.of(),
        0,
        0,
        new TrialResult.Timing(0, 0, 0, 0, 0, 0, 0),
        List.of(),
        Map.of(),
        provenance);
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
