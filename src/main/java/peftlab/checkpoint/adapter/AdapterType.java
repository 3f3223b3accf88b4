package peftlab.checkpoint.adapter;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.Messages;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;

/**
 * What a configuration says that an adapter is.
 *
 * @param method that it is read as
 * @param format the method's in PEFT's files; none where the file is in this framework's own
 */
record AdapterType(PeftMethod<?> method, Optional<PeftFormat<?>> format) {
  static final String TYPE = "peft_type";
  static final String TASK = "task_type";

  /** The type of adapters that PEFT has none for, whose method the file names. */
  static final String OWN = "PEFTLAB";

  static final String METHOD = "method";
  static final String HYPER = "hyperparameters";
  private static final Set<String> TASKS = Set.of("SEQ_CLS", "FEATURE_EXTRACTION");

  /** What every adapter may say: no answer depends on it, or it is looked at elsewhere. */
  private static final Set<String> COMMON =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "exclude_modules",
          "fan_in_fan_out",
          "inference_mode",
          "layers_pattern",
          "layers_to_transform",
          "modules_to_save",
          TYPE,
          "peft_version",
          "revision",
          "runtime_config",
          "target_modules",
          TASK);

  /**
   * The type of an adapter with this configuration.
   *
   * @throws InputException where no method reads it, where it uses a feature that is not known here
   *     and so might change the answers, and where its model does not give one vector of logits
   */
  static AdapterType of(AdapterConfig config) {
    String name = config.text(TYPE).orElseThrow(() -> config.wrong(TYPE, "is missing"));
    AdapterType type = name.equals(OWN) ? own(config) : peft(config, name);
    type.requireKnown(config);
    type.requireTask(config);
    return type;
  }

  private static AdapterType own(AdapterConfig config) {
    String id = config.text(METHOD).orElseThrow(() -> config.wrong(METHOD, "is missing"));
    return new AdapterType(PeftMethods.named(id), Optional.empty());
  }

  private static AdapterType peft(AdapterConfig config, String name) {
    TreeSet<String> types = new TreeSet<>();
    for (PeftMethod<?> method : PeftMethods.all().values()) {
      Optional<? extends PeftFormat<?>> format = method.peftFormat();
      if (format.isPresent()) {
        types.add(format.get().type());
        if (format.get().type().equals(name) && format.get().reads(config)) {
          return new AdapterType(method, Optional.of(format.get()));
        }
      }
    }
    throw config.wrong(
        TYPE,
        "is \"%s\", expected %s or %s"
            .formatted(Messages.shown(name), String.join(", ", types), OWN));
  }

  private void requireKnown(AdapterConfig config) {
    Set<String> own = format.<Set<String>>map(PeftFormat::keys).orElse(Set.of(METHOD, HYPER));
    for (Map.Entry<String, JsonNode> entry : config.entries()) {
      JsonNode value = entry.getValue();
      boolean unused =
          value.isNull()
              || (value.isBoolean() && !value.booleanValue())
              || (value.isContainerNode() && value.isEmpty());
      if (!unused && !COMMON.contains(entry.getKey()) && !own.contains(entry.getKey())) {
        throw config.wrong(
            Messages.shown(entry.getKey()),
            "is " + AdapterConfig.shown(value) + ", which is not supported");
      }
    }
  }

  /** PEFT adds virtual tokens for known tasks only. */
  private void requireTask(AdapterConfig config) {
    Optional<String> task = config.text(TASK);
    if (!task.map(TASKS::contains).orElse(!virtual())) {
      throw config.wrong(
          TASK,
          (task.isEmpty() ? "is missing" : "is " + AdapterConfig.shown(config.get(TASK)))
              + ", expected SEQ_CLS or FEATURE_EXTRACTION");
    }
  }

  /** Whether it is one of PEFT's that trains virtual tokens. */
  boolean virtual() {
    return format.isPresent() && format.get().targets().isEmpty();
  }

  /**
   * Whether the model was told which text of a pair a token belongs to, unless the file says it.
   */
  boolean tokenTypes(AdapterConfig config) {
    return !virtual() || config.text(TASK).equals(Optional.of("SEQ_CLS"));
  }

  /** The names of the tensors that are the method's, see {@link PeftFormat#tensors}. */
  Set<String> tensors() {
    return format.<Set<String>>map(PeftFormat::tensors).orElse(Set.of());
  }

  /** The hyperparameters that a file in this framework's own format names, unchecked. */
  static Map<String, Object> hyper(AdapterConfig config) {
    return JsonFiles.MAPPER.convertValue(config.object(HYPER), new TypeReference<>() {});
  }
}
