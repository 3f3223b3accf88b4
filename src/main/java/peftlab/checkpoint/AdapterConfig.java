package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.InputException;

/** {@code adapter_config.json} as Hugging Face PEFT writes it, read with suspicion. */
final class AdapterConfig {
  static final String NAME = "adapter_config.json";
  private static final long LONGEST = 1 << 20;
  private static final String TASK = "task_type";
  private static final Set<String> TASKS = Set.of("SEQ_CLS", "FEATURE_EXTRACTION");

  /** What the answers do not depend on, or what is looked at elsewhere. */
  private static final Set<String> KNOWN =
      Set.of(
          "alpha_pattern",
          "auto_mapping",
          "base_model_name_or_path",
          "bias",
          "corda_config",
          "d_initial",
          "encoder_dropout",
          "encoder_hidden_size",
          "encoder_num_layers",
          "encoder_reparameterization_type",
          "eva_config",
          "exclude_modules",
          "fan_in_fan_out",
          "feedforward_modules",
          RestoredMethod.HYPER,
          "inference_mode",
          "init_ia3_weights",
          "init_lora_weights",
          "init_weights",
          "layers_pattern",
          "layers_to_transform",
          "lora_alpha",
          "lora_bias",
          "lora_dropout",
          "lora_ga_config",
          "megatron_core",
          RestoredMethod.METHOD,
          "modules_to_save",
          "num_attention_heads",
          "num_layers",
          "num_transformer_submodules",
          "num_virtual_tokens",
          "peft_type",
          "peft_version",
          "prefix_projection",
          "projection_prng_key",
          "prompt_tuning_init",
          "prompt_tuning_init_text",
          "qalora_group_size",
          "r",
          "rank_pattern",
          "revision",
          "runtime_config",
          "save_projection",
          "target_modules",
          "task_type",
          "token_dim",
          "tokenizer_kwargs",
          "tokenizer_name_or_path",
          "use_dora",
          "use_rslora",
          "vera_dropout");

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

  /** A number, or PEFT's default where it is not given. */
  double number(String key, double whenAbsent) {
    JsonNode value = keys.get(key);
    return value == null || value.isNull() ? whenAbsent : number(key, value);
  }

  /** Refuses a number that is given and is another than {@code expected}. */
  void agree(String key, double expected, String what) {
    double given = number(key, expected);
    if (given != expected) {
      throw wrong(key, "is " + shown(keys.get(key)) + ", but " + what);
    }
  }

  /** Numbers for single modules, by a regular expression for a path's end, in the file's order. */
  Map<String, Double> pattern(String key) {
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

  /**
   * Refuses a file that uses a feature that is not known here, since it might change the answers.
   */
  void requireKnown() {
    for (Map.Entry<String, JsonNode> entry : keys.properties()) {
      JsonNode value = entry.getValue();
      boolean unused =
          value.isNull()
              || (value.isBoolean() && !value.booleanValue())
              || (value.isContainerNode() && value.isEmpty());
      if (!unused && !KNOWN.contains(entry.getKey())) {
        throw wrong(
            Messages.shown(entry.getKey()), "is " + shown(value) + ", which is not supported");
      }
    }
  }

  /** Whether it was made for a classifier of texts, whose head lies in the file. */
  boolean classifies() {
    return text(TASK).equals(Optional.of("SEQ_CLS"));
  }

  /**
   * Refuses an adapter of a model that does not give one vector of logits for a text.
   *
   * @param virtual whether the adapter is one of virtual tokens, which PEFT adds for known tasks
   *     only
   */
  void requireTask(boolean virtual) {
    Optional<String> task = text(TASK);
    boolean right = task.map(TASKS::contains).orElse(!virtual);
    if (!right) {
      throw wrong(
          TASK,
          (task.isEmpty() ? "is missing" : "is " + shown(keys.get(TASK)))
              + ", expected SEQ_CLS or FEATURE_EXTRACTION");
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
