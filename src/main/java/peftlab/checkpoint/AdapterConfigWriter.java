package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import peftlab.Records;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Projection.Role;
import peftlab.peft.PeftMethod;
import peftlab.peft.StoredTensor;

/** Writes {@code adapter_config.json}: in PEFT's terms where PEFT has the method. */
public final class AdapterConfigWriter {
  private static final JsonMapper RECORDS = new JsonMapper();

  private final ObjectNode keys = JsonFiles.MAPPER.createObjectNode();
  private final EncoderConfig model;
  private final JsonNode hyper;

  /**
   * The configuration of a trained adaptation.
   *
   * @param values the method's own record
   * @param origin name or folder of the base model
   */
  public AdapterConfigWriter(
      PeftMethod<?> method, Record values, EncoderConfig model, String origin) {
    this.model = model;
    this.hyper = RECORDS.valueToTree(values);
    keys.put("base_model_name_or_path", origin);
    keys.put("task_type", "FEATURE_EXTRACTION");
    keys.put("inference_mode", true);
    switch (method.id()) {
      case "lora" -> lora(false);
      case "dora" -> lora(true);
      case "ia3" -> ia3();
      case "vera" -> vera();
      case "prompt" -> prompt();
      case "prefix", "p-tuning-v2" -> prefix();
      case "p-tuning" -> {
        if (hyper.get("template").isEmpty()) {
          pTuning();
        } else {
          own(method, values);
        }
      }
      default -> own(method, values);
    }
  }

  /**
   * Whether PEFT answers pairs of texts otherwise than training did: it does not tell the model
   * which text a token belongs to where virtual tokens are trained for features.
   */
  public boolean losesTokenTypes() {
    return AdapterFolder.VIRTUAL.contains(keys.get("peft_type").textValue());
  }

  ObjectNode keys() {
    return keys;
  }

  /** The name that PEFT gives to a stored tensor: a trained bias of a wrapped module differs. */
  String name(String stored, List<StoredTensor> all) {
    if (!stored.endsWith(".bias")) {
      return stored;
    }
    String module = stored.substring(0, stored.length() - ".bias".length());
    boolean wrapped = all.stream().anyMatch(t -> t.name().equals(module + ".lora_A.weight"));
    return wrapped ? module + ".base_layer.bias" : stored;
  }

  private void own(PeftMethod<?> method, Record values) {
    keys.put("peft_type", RestoredMethod.OWN);
    keys.put(RestoredMethod.METHOD, method.id());
    keys.set(RestoredMethod.HYPER, RECORDS.valueToTree(Records.plain(values)));
  }

  private void lora(boolean dora) {
    keys.put("peft_type", "LORA");
    keys.set("r", hyper.get("rank"));
    keys.set("lora_alpha", hyper.get("alpha"));
    keys.set("lora_dropout", hyper.get("dropout"));
    keys.set("target_modules", modules(role -> true));
    keys.put("bias", hyper.path("bias").asText("none").toLowerCase(Locale.ROOT));
    keys.put("use_rslora", hyper.path("scaling").asText().startsWith("rank"));
    keys.put("use_dora", dora);
    keys.put("fan_in_fan_out", false);
    keys.put("init_lora_weights", true);
  }

  private void ia3() {
    keys.put("peft_type", "IA3");
    keys.set("target_modules", modules(role -> true));
    keys.set("feedforward_modules", modules(role -> role == Role.DOWN || role == Role.OUTPUT));
    keys.put("fan_in_fan_out", false);
    keys.put("init_ia3_weights", true);
  }

  private void vera() {
    keys.put("peft_type", "VERA");
    keys.set("r", hyper.get("rank"));
    keys.set("vera_dropout", hyper.get("dropout"));
    keys.set("d_initial", hyper.get("initial"));
    keys.set("target_modules", modules(role -> true));
    keys.put("bias", "none");
    keys.put("projection_prng_key", 0);
    keys.put("save_projection", true);
    keys.put("fan_in_fan_out", false);
    keys.put("init_weights", true);
  }

  private void prompt() {
    virtual("PROMPT_TUNING");
    keys.put("prompt_tuning_init", "RANDOM");
  }

  private void pTuning() {
    virtual("P_TUNING");
    int hidden = hyper.get("hidden").asInt();
    keys.set("encoder_reparameterization_type", hyper.get("encoder"));
    keys.put("encoder_hidden_size", hidden == 0 ? model.width() : hidden);
    keys.put("encoder_num_layers", 2);
    keys.put("encoder_dropout", 0.0);
  }

  private void prefix() {
    virtual("PREFIX_TUNING");
    keys.set("prefix_projection", hyper.get("projection"));
    keys.set("encoder_hidden_size", hyper.get("hidden"));
  }

  private void virtual(String type) {
    keys.put("peft_type", type);
    keys.set("num_virtual_tokens", hyper.get("length"));
    keys.put("token_dim", model.width());
    keys.put("num_transformer_submodules", 1);
    keys.put("num_attention_heads", model.heads());
    keys.put("num_layers", model.layers());
  }

  /**
   * The targets that are {@code chosen}, as a list of path ends; or, since {@code output.dense}
   * would also end the attention's, as a regular expression for whole paths.
   */
  private JsonNode modules(Predicate<Role> chosen) {
    List<Role> roles = Arrays.stream(Role.values()).filter(this::isTarget).filter(chosen).toList();
    if (roles.contains(Role.DOWN) && !roles.contains(Role.OUTPUT)) {
      return keys.textNode(
          roles.stream()
              .map(role -> role.path().replace(".", "\\."))
              .collect(Collectors.joining("|", ".*layer\\.\\d+\\.(", ")")));
    }
    ArrayNode list = keys.arrayNode();
    roles.forEach(role -> list.add(role.path()));
    return list;
  }

  private boolean isTarget(Role role) {
    for (JsonNode target : hyper.get("targets")) {
      if (target.asText().equalsIgnoreCase(role.id())) {
        return true;
      }
    }
    return false;
  }
}
