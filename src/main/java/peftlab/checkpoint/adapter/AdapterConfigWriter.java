package peftlab.checkpoint.adapter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import peftlab.Records;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.nn.EncoderConfig;

/** Writes {@code adapter_config.json}: in PEFT's terms where PEFT has the method. */
public final class AdapterConfigWriter {
  private final ObjectNode keys = JsonFiles.MAPPER.createObjectNode();
  private boolean virtual;

  /**
   * The configuration of a trained adaptation.
   *
   * @param values the method's own record
   * @param origin name or folder of the base model
   */
  public AdapterConfigWriter(
      PeftMethod<?> method, Record values, EncoderConfig model, String origin) {
    keys.put("base_model_name_or_path", origin);
    keys.put(AdapterType.TASK, "FEATURE_EXTRACTION");
    keys.put("inference_mode", true);
    if (!writePeft(method, values, model)) {
      keys.put(AdapterType.TYPE, AdapterType.OWN);
      keys.put(AdapterType.METHOD, method.id());
      keys.set(AdapterType.HYPER, JsonFiles.MAPPER.valueToTree(Records.plain(values)));
    }
  }

  private <H extends Record> boolean writePeft(
      PeftMethod<H> method, Record values, EncoderConfig model) {
    Optional<PeftFormat<H>> format = method.peftFormat();
    Optional<Map<String, Object>> written =
        format.flatMap(f -> f.write(method.hyperparameters().cast(values), model));
    written.ifPresent(
        own -> {
          keys.put(AdapterType.TYPE, format.get().type());
          own.forEach((key, value) -> keys.set(key, JsonFiles.MAPPER.valueToTree(value)));
          virtual = format.get().targets().isEmpty();
        });
    return written.isPresent();
  }

  /**
   * Whether PEFT answers pairs of texts otherwise than training did: it does not tell the model
   * which text a token belongs to where virtual tokens are trained for features.
   */
  public boolean losesTokenTypes() {
    return virtual;
  }

  ObjectNode keys() {
    return keys;
  }
}
