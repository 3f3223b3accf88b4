package peftlab.method;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import peftlab.nn.Architecture;
import peftlab.nn.EncoderConfig;

/**
 * Computes the formulas that cards give for numbers of parameters.
 *
 * <p>{@code + - · * / ( )}, {@code a = b ? c : d}, whole numbers, hyperparameters by name. {@code
 * count(x)} is the number of a list's elements, {@code inputs(x)} and {@code outputs(x)} are sums
 * over the matrices that it names, in one layer; {@code widestInput(x)} and {@code widestOutput(x)}
 * the largest of them. {@code ceil(a)} rounds up. {@code where n = a, m = b} after it defines
 * names.
 *
 * <p>Names of the model, also as {@code model.layers} and so on where a hyperparameter has the same
 * name: {@code layers}, {@code width}, {@code keyWidth} (of keys and values), {@code biases},
 * {@code layerNorms} and {@code total} (numbers of parameters) are known of every architecture;
 * {@code feedForward, vocabulary, positions, types, heads, pooler} of BERT encoders only, so that a
 * formula which takes a layer to be BERT's gives no number for another.
 */
public final class Formula {
  private static final int DEEPEST = 100;

  private final String text;
  private final Map<String, Object> names = new HashMap<>();
  private final Architecture architecture;
  private int at;
  private int depth;

  private Formula(String text, Architecture architecture, Map<String, Object> hyper) {
    this.text = text;
    this.architecture = architecture;
    Map<String, Object> sizes = sizes(architecture);
    names.putAll(sizes);
    sizes.forEach((name, size) -> names.put("model." + name, size));
    names.putAll(hyper);
  }

  static Map<String, Object> sizes(Architecture architecture) {
    Map<String, Object> sizes = new HashMap<>();
    sizes.put("layers", architecture.layers());
    sizes.put("width", architecture.width());
    sizes.put("keyWidth", architecture.keyWidth());
    sizes.put("biases", architecture.biases());
    sizes.put("layerNorms", architecture.norms());
    sizes.put("total", architecture.total());
    architecture
        .encoder()
        .ifPresent(
            config -> {
              sizes.put("feedForward", config.feedForward());
              sizes.put("vocabulary", config.vocabulary());
              sizes.put("positions", config.positions());
              sizes.put("types", config.types());
              sizes.put("heads", config.heads());
              sizes.put("pooler", config.pooler());
            });
    return sizes;
  }

  /** The value of {@code text} for a BERT encoder and hyperparameters. */
  public static long evaluate(String text, EncoderConfig config, Map<String, Object> hyper) {
    return evaluate(text, Architecture.of(config), hyper);
  }

  /**
   * The value of {@code text} for a model and hyperparameters.
   *
   * @throws IllegalArgumentException where it is no formula, or names what the model does not have
   */
  public static long evaluate(String text, Architecture architecture, Map<String, Object> hyper) {
    String[] parts = text.split("\\bwhere\\b", -1);
    Map<String, Object> names = new HashMap<>(hyper);
    for (String definition : parts.length == 1 ? new String[0] : parts[1].split(",", -1)) {
      String[] sides = definition.split("=", 2);
      if (sides.length < 2) {
        throw new IllegalArgumentException("formula '" + text + "': a definition lacks '='");
      }
      names.put(sides[0].strip(), new Formula(sides[1].strip(), architecture, names).value());
    }
    Formula formula = new Formula(parts[0].strip(), architecture, names);
    double value = formula.value();
    if (value != Math.rint(value)) {
      throw formula.wrong("gives " + value + ", which is not a whole number");
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
    if (++depth > DEEPEST) {
      throw wrong("is nested more than " + DEEPEST + " times");
    }
    Object value = comparison();
    if (next('?')) {
      Object yes = choice();
      expect(':');
      Object no = choice();
      value = number(value) != 0 ? yes : no;
    }
    depth--;
    return value;
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
      return constant(token);
    }
    if (next('(')) {
      Object argument = choice();
      expect(')');
      return call(token, argument);
    }
    return names.getOrDefault(token, token);
  }

  private double constant(String token) {
    try {
      return Double.parseDouble(token);
    } catch (NumberFormatException e) {
      throw wrong("'" + token + "' is not a number");
    }
  }

  private static boolean isPartOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.';
  }

  private double call(String function, Object argument) {
    if (function.equals("ceil")) {
      return Math.ceil(number(argument));
    }
    if (!(argument instanceof Collection<?> list)) {
      throw wrong(function + " is of a list");
    }
    return switch (function) {
      case "count" -> list.size();
      case "inputs" -> list.stream().mapToLong(name -> matrix(name).inputs()).sum();
      case "outputs" -> list.stream().mapToLong(name -> matrix(name).outputs()).sum();
      case "widestInput" -> list.stream().mapToLong(name -> matrix(name).inputs()).max().orElse(0);
      case "widestOutput" ->
          list.stream().mapToLong(name -> matrix(name).outputs()).max().orElse(0);
      default -> throw wrong("there is no function " + function);
    };
  }

  private Architecture.Dense matrix(Object name) {
    return architecture
        .matrix(word(name))
        .orElseThrow(() -> wrong("the model's layers have no matrix '" + word(name) + "'"));
  }

  private static String word(Object value) {
    return String.valueOf(value).toLowerCase(Locale.ROOT);
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

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("formula '" + text + "': " + what);
  }
}
