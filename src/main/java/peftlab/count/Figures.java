package peftlab.count;

import java.util.Locale;

/** Writes numbers for people. */
public final class Figures {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};
  private static final double THOUSAND = 1000;

  private Figures() {}

  /** Bytes in powers of ten: {@code 350 GB}. */
  public static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= THOUSAND && unit < UNITS.length - 1) {
      value /= THOUSAND;
      unit++;
    }
    return unit == 0 ? (long) bytes + " B" : digits(value) + " " + UNITS[unit];
  }

  /** {@code 0.0813 %}, with three digits that mean something. */
  public static String percent(double percent) {
    return digits(percent) + " %";
  }

  /** At least three digits that mean something. */
  public static String digits(double value) {
    double size = Math.abs(value);
    if (size == 0 || size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    int decimals = Math.min(9, 2 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
