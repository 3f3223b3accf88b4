package peftlab.report.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import peftlab.report.stats.Summary;

/** How numbers are written for people: the same everywhere in a report, in no country's style. */
public final class Format {
  private Format() {}

  /** A count with all its digits, such as {@code 294,912}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count in few characters, such as {@code 295k} or {@code 22.6M}, for axes. */
  public static String shortCount(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return trimmed(value / 1e9) + "G";
    }
    if (size >= 1e6) {
      return trimmed(value / 1e6) + "M";
    }
    return size >= 1e3 ? trimmed(value / 1e3) + "k" : trimmed(value);
  }

  /** Bytes in decimal units, such as {@code 312 MB}. */
  public static String bytes(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return digits(value / 1e9) + " GB";
    }
    if (size >= 1e6) {
      return digits(value / 1e6) + " MB";
    }
    return size >= 1e3 ? digits(value / 1e3) + " kB" : Math.round(value) + " B";
  }

  /** Bytes for an axis, without the zeros that {@link #bytes} ends with. */
  public static String roundBytes(double value) {
    return bytes(value).replaceFirst("\\.0+ ", " ").replaceFirst("(\\.[0-9]*[1-9])0+ ", "$1 ");
  }

  /** Seconds, such as {@code 8.4 s}, {@code 152 s} or {@code 1:10:05}. */
  public static String seconds(double value) {
    if (value < 3600) {
      return digits(value) + " s";
    }
    long whole = Math.round(value);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  /** A share as a percentage with one digit, such as {@code 76.4}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  /**
   * Mean and standard deviation in percent, such as {@code 76.4 ± 0.5}; the mean alone for n = 1.
   */
  public static String score(Summary summary) {
    if (summary.n() == 0) {
      return "–";
    }
    String mean = percent(summary.mean());
    return summary.n() == 1 ? mean : mean + " ± " + percent(summary.sd());
  }

  /** A setting's value: {@code 8}, {@code 2e-4}, {@code query,value}. */
  static String value(Object value) {
    if (value instanceof Double || value instanceof Float) {
      return number(((Number) value).doubleValue());
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Format::value).collect(Collectors.joining(","));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + ":" + value(entry.getValue()))
          .sorted()
          .collect(Collectors.joining(",", "{", "}"));
    }
    return String.valueOf(value);
  }

  /** A number in as few characters as tell it from its neighbours, such as {@code 2e-4}. */
  public static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size >= 1e-2 && size < 1e6) {
      String plain = new BigDecimal(Double.toString(value)).toPlainString();
      return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int power = exact.precision() - exact.scale() - 1;
    return exact.movePointLeft(power).toPlainString() + "e" + power;
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    String pattern = size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
  }

  private static String trimmed(double value) {
    String text = digits(value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
