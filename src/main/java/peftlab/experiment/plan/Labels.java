package peftlab.experiment.plan;

import java.util.Locale;

/** Short texts for trials and amounts, as progress and plans show them. */
public final class Labels {
  private Labels() {}

  /** The last part of a data set's path. */
  static String task(String task) {
    return task.substring(Math.max(task.lastIndexOf('/'), task.lastIndexOf('\\')) + 1);
  }

  /** A rate with as few digits as it needs: {@code 5e-4}. */
  static String rate(double lr) {
    return String.format(Locale.ROOT, "%.3e", lr)
        .replaceFirst("\\.?0*e([-+])0?", "e$1")
        .replace("e+", "e");
  }

  /** {@code 2:05} or {@code 1:02:05}. */
  public static String clock(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
