package peftlab.published;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares a number with a printed one, which is as exact as its last digit. */
final class Verdict {
  static final String MATCHES = "matches";
  static final String KNOWN_MISMATCH = "known mismatch";
  static final String NOT_RUN = "not run";
  static final String NOT_COMPUTED = "not computed";

  private static final Pattern PRINTED =
      Pattern.compile("\\+?([\\d,]+)(?:\\.(\\d+))?\\s*(M|B|%|×|MB|GB|TB)?");
  private static final double HALF_A_DIGIT = 0.5;
  private static final double SLACK = 1 + 1e-9;

  private Verdict() {}

  /** {@code matches}, {@code known mismatch} or {@code differs by +5.7 %}. */
  static String of(PublishedTable.Figure figure, double computed) {
    Matcher printed = PRINTED.matcher(figure.published());
    if (!printed.matches()) {
      throw new IllegalArgumentException("'" + figure.published() + "' is not a printed number");
    }
    String whole = printed.group(1).replace(",", "");
    String decimals = printed.group(2) == null ? "" : printed.group(2);
    double published = Double.parseDouble(whole + "." + decimals + "0");
    double value = computed / unit(printed.group(3));
    double tolerance = HALF_A_DIGIT * Math.pow(10, -decimals.length());
    if (Math.abs(value - published) <= tolerance * SLACK) {
      return MATCHES;
    }
    return figure.mismatch() != null
        ? KNOWN_MISMATCH
        : String.format(Locale.ROOT, "differs by %+.1f %%", 100 * (value / published - 1));
  }

  private static double unit(String unit) {
    if (unit == null) {
      return 1;
    }
    return switch (unit) {
      case "M", "MB" -> 1e6;
      case "B", "GB" -> 1e9;
      case "TB" -> 1e12;
      default -> 1;
    };
  }

  /**
   * {@code matches} where the printed score is within the interval, or within its last digit, of
   * the reproduced one; else {@code differs by -3.4}, in points.
   *
   * @param halfWidth of the interval; NaN for a single run
   */
  static String of(double published, double reproduced, double halfWidth) {
    double difference = reproduced - published;
    double tolerance = Math.max(0.05, Double.isNaN(halfWidth) ? 0 : halfWidth);
    return Math.abs(difference) <= tolerance * SLACK
        ? MATCHES
        : String.format(Locale.ROOT, "differs by %+.1f", difference);
  }
}
