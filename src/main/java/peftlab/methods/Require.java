package peftlab.methods;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Checks of hyperparameters, each with a message of one line. */
final class Require {
  private Require() {}

  static void atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must not be negative, but is " + value);
    }
  }

  /** A dropout rate. */
  static void rate(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), not " + value);
    }
  }

  static <E extends Enum<E>> void chosen(Class<E> type, String name, E value) {
    if (value == null) {
      throw new IllegalArgumentException(
          name
              + " must be one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")));
    }
  }

  static void some(String name, Collection<?> values) {
    if (values == null || values.isEmpty() || values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(name + " must name at least one");
    }
  }

  /** Virtual tokens must leave positions to the text. */
  static void fits(int length, int positions) {
    if (length >= positions) {
      throw new IllegalArgumentException(
          "length %d leaves no position to the text: the model has %d"
              .formatted(length, positions));
    }
  }
}
