package peftlab.peft;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Projection.Role;

/**
 * Computes the formulas that cards give for numbers of parameters.
 *
 * <p>{@code + - · * / ( )}, {@code a = b ? c : d}, whole numbers, hyperparameters by name, the
 * sizes of the model ({@code layers, width, feedForward, vocabulary, positions, types, heads,
 * pooler}, or {@code model.layers} and so on where a hyperparameter has the same name); {@code
 * count(x)} is the number of a list's elements, {@code inputs(x)} and {@code outputs(x)} are sums
 * over the projections that it names, in one layer. {@code where n = a, m = b} after it defines
 * names.
 */
final class Formula {
  private final String text;
  private final Map<String, Object> names;
  private final EncoderConfig config;
  private int at;

  private Formula(String text, EncoderConfig config, Map<String, Object> hyper) {
    this.text = text;
    this.config = config;
    names = new HashMap<>();
    Map<String, Object> sizes =
        Map.of(
            "layers", config.layers(),
            "width", config.width(),
            "feedForward", config.feedForward(),
            "vocabulary", config.vocabulary(),
            "positions", config.positions(),
            "types", config.types(),
            "heads", config.heads(),
            "pooler", config.pooler());
    names.putAll(sizes);
    sizes.forEach((name, size) -> names.put("model." + name, size));
    names.putAll(hyper);
  }

  /** The value of {@code text} for a model and hyperparameters. */
  static long evaluate(String text, EncoderConfig config, Map<String, Object> hyper) {
    String[] parts = text.split("\\bwhere\\b", -1);
    Map<String, Object> names = new HashMap<>(hyper);
    for (String definition : parts.length == 1 ? new String[0] : parts[1].split(",", -1)) {
      String[] sides = definition.split("=", 2);
      names.put(sides[0].strip(), new Formula(sides[1].strip(), config, names).value());
    }
    Formula formula = new Formula(parts[0].strip(), config, names);
    double value = formula.value();
    if (value != Math.rint(value)) {
      throw formula.wrong("gives " + value + ", which is no whole number");
    }
    return (long) value;
  }

  private double value() {
    double value = number(choice());
    if (at < text.length()) {
      throw wrong("unexpected '" + text.charAt(at) + "'");
    }
    return value;
  }

  private Object choice() {
    Object condition = comparison();
    if (!next('?')) {
      return condition;
    }
    Object yes = choice();
    expect(':');
    Object no = choice();
    return number(condition) != 0 ? yes : no;
  }

  private Object comparison() {
    Object left = sum();
    if (!next('=')) {
      return left;
    }
    Object right = sum();
    return (left instanceof Number && right instanceof Number)
        ? number(left) == number(right)
        : word(left).equals(word(right));
  }

  private Object sum() {
    Object value = product();
    while (true) {
      if (next('+')) {
        value = number(value) + number(product());
      } else if (next('-')) {
        value = number(value) - number(product());
      } else {
        return value;
      }
    }
  }

  private Object product() {
    Object value = term();
    while (true) {
      if (next('·') || next('*')) {
        value = number(value) * number(term());
      } else if (next('/')) {
        value = number(value) / number(term());
      } else {
        return value;
      }
    }
  }

  private Object term() {
    if (next('(')) {
      Object inner = choice();
      expect(')');
      return inner;
    }
    int from = at;
    while (at < text.length() && isPartOfName(text.charAt(at))) {
      at++;
    }
    String token = text.substring(from, at);
    skipSpace();
    if (token.isEmpty()) {
      throw wrong("a number or a name is missing at " + from);
    }
    if (Character.isDigit(token.charAt(0))) {
      return Double.parseDouble(token);
    }
    if (next('(')) {
      Object argument = choice();
      expect(')');
      return call(token, argument);
    }
    return names.getOrDefault(token, token);
  }

  private static boolean isPartOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.';
  }

  private double call(String function, Object argument) {
    if (!(argument instanceof Collection<?> list)) {
      throw wrong(function + " is of a list");
    }
    return switch (function) {
      case "count" -> list.size();
      case "inputs" -> list.stream().mapToInt(r -> inputs(role(r))).sum();
      case "outputs" -> list.stream().mapToInt(r -> outputs(role(r))).sum();
      default -> throw wrong("there is no function " + function);
    };
  }

  private static Role role(Object name) {
    return Role.valueOf(word(name).toUpperCase(Locale.ROOT));
  }

  private int inputs(Role role) {
    return role == Role.DOWN ? config.feedForward() : config.width();
  }

  private int outputs(Role role) {
    return role == Role.UP ? config.feedForward() : config.width();
  }

  private static String word(Object value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }

  private double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    throw wrong("'" + value + "' is neither a size of the model nor a hyperparameter");
  }

  private boolean next(char wanted) {
    skipSpace();
    if (at >= text.length() || text.charAt(at) != wanted) {
      return false;
    }
    at++;
    skipSpace();
    return true;
  }

  private void expect(char wanted) {
    if (!next(wanted)) {
      throw wrong("'" + wanted + "' is missing at " + at);
    }
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private AssertionError wrong(String what) {
    return new AssertionError("formula '" + text + "': " + what);
  }
}
