package peftlab.experiment.spec;

import java.util.List;
import java.util.Map;
import peftlab.DidYouMean;
import peftlab.InputException;

/**
 * Takes typed values out of YAML nodes; what is wrong is an {@link InputException} with its line.
 */
public final class YamlValues {
  private YamlValues() {}

  /** The entries of a map that has no other keys than {@code known}. */
  static Map<String, YamlNode> section(YamlNode node, String name, List<String> known) {
    Map<String, YamlNode> entries = entries(node, name);
    entries.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            throw value
                .origin()
                .error(
                    "unknown key '" + key + "' in " + name + ": " + DidYouMean.suggest(key, known));
          }
        });
    return entries;
  }

  /** The entries of a map. */
  static Map<String, YamlNode> entries(YamlNode node, String name) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping.entries();
    }
    throw wrong(node, name, "keys and values");
  }

  /** The items of a list; anything else stands for a list of itself. */
  public static List<YamlNode> items(YamlNode node, String name) {
    if (node instanceof YamlNode.Sequence sequence) {
      if (sequence.items().isEmpty()) {
        throw wrong(node, name, "at least one value");
      }
      return sequence.items();
    }
    return List.of(node);
  }

  /** A text that is not empty. */
  static String text(YamlNode node, String name) {
    if (node instanceof YamlNode.Scalar scalar
        && scalar.value() != null
        && !scalar.value().toString().isBlank()) {
      return scalar.value().toString();
    }
    throw wrong(node, name, "a text");
  }

  /** A whole number. */
  static long integer(YamlNode node, String name, long low, long high) {
    Object value = node.plain();
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (low <= number && number <= high) {
        return number;
      }
    }
    throw wrong(node, name, "a whole number from " + low + " to " + high);
  }

  /** A number. */
  static double number(YamlNode node, String name, double low, double high) {
    if (node.plain() instanceof Number value
        && low <= value.doubleValue()
        && value.doubleValue() <= high) {
      return value.doubleValue();
    }
    throw wrong(node, name, "a number from " + brief(low) + " to " + brief(high));
  }

  /** The error for a value that is not what it should be. */
  public static InputException wrong(YamlNode node, String name, String expected) {
    Object value = node.plain();
    String shown = value == null ? "empty" : "'" + value + "'";
    return node.origin().error(name + " is " + shown + ": expected " + expected);
  }

  private static String brief(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e6
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
