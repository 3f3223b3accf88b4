package peftlab.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import peftlab.InputException;

/**
 * The settings that experiments write under {@code settings} and {@code train} takes as options,
 * each with the values that it may have, whichever way it comes in.
 */
public enum Setting {
  BATCH(1, 4096, true),
  STEPS(0, 10_000_000, true),
  EPOCHS(0, 1000, false),
  SCHEDULE("constant, linear"),
  WARMUP(0, 0.99, false),
  WEIGHT_DECAY(0, 10, false),
  CLIP(0, 1e6, false),
  DROPOUT(0, 0.9, false),
  MAX_LENGTH(3, 8192, true),
  POOLING("mean, cls, pooler"),
  THREADS(1, 1024, true),
  SHUFFLE(""),
  GROUP_BY_LENGTH("");

  /** All keys. */
  public static final List<String> KEYS = Arrays.stream(values()).map(Setting::key).toList();

  private final double low;
  private final double high;
  private final boolean whole;
  private final String words;

  Setting(double low, double high, boolean whole) {
    this(low, high, whole, "");
  }

  /** One of some words, or true or false where there are none. */
  Setting(String words) {
    this(Double.NaN, Double.NaN, false, words);
  }

  Setting(double low, double high, boolean whole, String words) {
    this.low = low;
    this.high = high;
    this.whole = whole;
    this.words = words;
  }

  /** The name in YAML. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The setting of a known key. */
  public static Setting of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  /**
   * The checked value: a {@link Long}, a {@link Double}, a {@link Boolean} or a word.
   *
   * @param name what the message calls it
   * @throws InputException if it is none that this setting may have
   */
  public Object checked(String name, Object value) {
    if (!words.isEmpty()) {
      if (value instanceof String word && List.of(words.split(", ", -1)).contains(word)) {
        return word;
      }
    } else if (Double.isNaN(low)) {
      if (value instanceof Boolean) {
        return value;
      }
    } else if (value instanceof Number number
        && low <= number.doubleValue()
        && number.doubleValue() <= high) {
      if (!whole) {
        return number.doubleValue();
      }
      if (number instanceof Integer || number instanceof Long) {
        return number.longValue();
      }
    }
    String shown = value == null ? "empty" : "'" + value + "'";
    throw new InputException(name + " is " + shown + ": expected " + expected());
  }

  private String expected() {
    if (!words.isEmpty()) {
      return "one of " + words;
    }
    if (Double.isNaN(low)) {
      return "true or false";
    }
    return (whole ? "a whole number" : "a number") + " from " + brief(low) + " to " + brief(high);
  }

  private static String brief(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** A run's settings from a checked value for every key. */
  public static TrainSettings toSettings(Map<Setting, Object> values, double lr, long seed) {
    return new TrainSettings(
        lr,
        integer(values, BATCH),
        integer(values, STEPS),
        (double) values.get(EPOCHS),
        (double) values.get(WEIGHT_DECAY),
        Schedule.valueOf(((String) values.get(SCHEDULE)).toUpperCase(Locale.ROOT)),
        (double) values.get(WARMUP),
        (double) values.get(CLIP),
        (double) values.get(DROPOUT),
        integer(values, MAX_LENGTH),
        (String) values.get(POOLING),
        seed,
        integer(values, THREADS),
        (boolean) values.get(SHUFFLE),
        (boolean) values.get(GROUP_BY_LENGTH));
  }

  private static int integer(Map<Setting, Object> values, Setting setting) {
    return Math.toIntExact((long) values.get(setting));
  }
}
