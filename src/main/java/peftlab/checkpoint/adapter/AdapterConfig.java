package peftlab.checkpoint.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.Messages;
import peftlab.method.PeftConfig;

/** {@code adapter_config.json} as Hugging Face PEFT writes it, read with suspicion. */
final class AdapterConfig implements PeftConfig {
  static final String NAME = "adapter_config.json";
  private static final long LONGEST = 1 << 20;
  private static final int LONGEST_LINE = 400;
  private final Path path;
  private final ObjectNode keys;

  private AdapterConfig(Path path, ObjectNode keys) {
    this.path = path;
    this.keys = keys;
  }

  static AdapterConfig read(Path path) {
    return new AdapterConfig(path, JsonFiles.object(path, LONGEST));
  }

  @Override
  public Optional<String> text(String key) {
    JsonNode value = keys.get(key);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrong(key, "is " + shown(value) + ", expected a text");
    }
    return Optional.of(value.textValue());
  }

  @Override
  public boolean flag(String key) {
    JsonNode value = keys.get(key);
    if (value == null || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong(key, "is " + shown(value) + ", expected true or false");
    }
    return value.booleanValue();
  }

  @Override
  public double number(String key) {
    return number(key, keys.get(key));
  }

  @Override
  public double number(String key, double whenAbsent) {
    JsonNode value = keys.get(key);
    return value == null || value.isNull() ? whenAbsent : number(key, value);
  }

  @Override
  public void agree(String key, double expected, String what) {
    double given = number(key, expected);
    if (given != expected) {
      throw wrong(key, "is " + shown(keys.get(key)) + ", but " + what);
    }
  }

  @Override
  public Map<String, Double> pattern(String key) {
    Map<String, Double> pattern = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object(key).properties()) {
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

  /** All keys, for {@link AdapterType}. */
  Set<Map.Entry<String, JsonNode>> entries() {
    return keys.properties();
  }

  JsonNode get(String key) {
    return keys.get(key);
  }

  @Override
  public Object value(String key) {
    JsonNode value = keys.get(key);
    return value == null ? null : JsonFiles.MAPPER.convertValue(value, Object.class);
  }

  @Override
  public InputException wrong(String key, String what) {
    return new InputException(path + ": key " + key + " " + Messages.shown(what, LONGEST_LINE));
  }

  private double number(String key, JsonNode value) {
    double number = value != null && value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw wrong(
          key, (value == null ? "is missing" : "is " + shown(value)) + ", expected a number");
    }
    return number;
  }

  static String shown(JsonNode value) {
    return Messages.shown(value.toString());
  }
}
