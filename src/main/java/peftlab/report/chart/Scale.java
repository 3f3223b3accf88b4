package peftlab.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The range of an axis with its ticks.
 *
 * @param low value at its beginning
 * @param high value at its end
 * @param logarithmic whether equal ratios are equal lengths
 * @param ticks round values within the range, ascending
 * @param step from tick to tick of a linear axis
 */
record Scale(double low, double high, boolean logarithmic, List<Double> ticks, double step) {
  private static final double FEW_DECADES = 1.5;

  /** Where {@code value} lies, 0 at the beginning and 1 at the end. */
  double share(double value) {
    return logarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  /** From {@code low} to {@code high} exactly, with about {@code most} ticks at most. */
  static Scale exact(double low, double high, int most) {
    double end = high > low ? high : low + 1;
    double step = step(low, end, most);
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= end + step * 1e-9; k++) {
      ticks.add(k * step);
    }
    return new Scale(low, end, false, List.copyOf(ticks), step);
  }

  /** A linear axis around all values from {@code least} to {@code most}, with a little room. */
  static Scale around(double least, double most, int ticks) {
    double room = Math.max((most - least) * 0.04, 1e-3 * Math.max(1, Math.abs(most)));
    return exact(least - room, most + room, ticks);
  }

  /** A linear axis from 0 to a little above {@code most}. */
  static Scale fromZero(double most, int ticks) {
    return exact(0, most > 0 ? most * 1.05 : 1, ticks);
  }

  private static double step(double low, double high, int most) {
    double unit = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
    for (int factor : new int[] {1, 2, 5}) {
      if ((high - low) / (unit * factor) <= most) {
        return unit * factor;
      }
    }
    return unit * 10;
  }

  /** A logarithmic axis with a tick at each power of ten, or at 1, 2, 5, 10 if those are few. */
  static Scale decades(double low, double high) {
    int[] factors = Math.log10(high / low) < FEW_DECADES ? new int[] {1, 2, 5} : new int[] {1};
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high) + 1; power++) {
      for (int factor : factors) {
        double value = factor * Math.pow(10, power);
        if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
          ticks.add(value);
        }
      }
    }
    return new Scale(low, high, true, List.copyOf(ticks), Double.NaN);
  }

  /** A tick of a linear axis with as many digits as its step has. */
  String plain(double tick) {
    int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%,." + digits + "f", tick + 0.0);
  }
}
