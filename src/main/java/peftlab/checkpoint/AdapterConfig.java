package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import peftlab.InputException;

/** {@code adapter_config.json} as Hugging Face PEFT writes it, read with suspicion. */
final class AdapterConfig {
  static final String NAME = "adapter_config.json";
  private static final long LONGEST = 1 << 20;
  private static final Pattern LITERAL = Pattern.compile("\\^?[A-Za-z0-9_.]+");

  private final Path path;
  private final ObjectNode keys;

  private AdapterConfig(Path path, ObjectNode keys) {
    this.path = path;
    this.keys = keys;
  }

  static AdapterConfig read(Path path) {
    return new AdapterConfig(path, JsonFiles.object(path, LONGEST));
  }

  /** What kind of adapter it is, as PEFT calls it. */
  String type() {
    return text("peft_type").orElseThrow(() -> wrong("peft_type", "is missing"));
  }

  Optional<String> text(String key) {
    JsonNode value = keys.get(key);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrong(key, "is " + shown(value) + ", expected a text");
    }
    return Optional.of(value.textValue());
  }

  /** A switch that is off unless it is given. */
  boolean flag(String key) {
    JsonNode value = keys.get(key);
    if (value == null || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong(key, "is " + shown(value) + ", expected true or false");
    }
    return value.booleanValue();
  }

  double number(String key) {
    return number(key, keys.get(key));
  }

  /** Numbers for single modules, by a module's name or its end. */
  Map<String, Double> pattern(String key) {
    Map<String, Double> pattern = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : object(key).properties()) {
      if (!LITERAL.matcher(entry.getKey()).matches()) {
        throw wrong(
            key, "names modules by a regular expression, which is not read: use their names");
      }
      pattern.put(entry.getKey(), number(key, entry.getValue()));
    }
    return pattern;
  }

  /** An object, empty unless it is given. */
  ObjectNode object(String key) {
    JsonNode value = keys.get(key);
    if (value == null || value.isNull()) {
      return JsonFiles.MAPPER.createObjectNode();
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw wrong(key, "is " + shown(value) + ", expected an object");
  }

  /** Refuses a file that uses a feature under {@code key}, which would change its answers. */
  void refuse(String key) {
    JsonNode value = keys.get(key);
    boolean unused =
        value == null
            || value.isNull()
            || (value.isBoolean() && !value.booleanValue())
            || (value.isContainerNode() && value.isEmpty());
    if (!unused) {
      throw wrong(key, "is " + shown(value) + ", which is not supported");
    }
  }

  JsonNode get(String key) {
    return keys.get(key);
  }

  InputException wrong(String key, String what) {
    return new InputException(path + ": key " + key + " " + what);
  }

  private double number(String key, JsonNode value) {
    double number = value != null && value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw wrong(
          key, (value == null ? "is missing" : "is " + shown(value)) + ", expected a number");
    }
    return number;
  }

  private static String shown(JsonNode value) {
    return Messages.shown(value.toString());
  }
}
