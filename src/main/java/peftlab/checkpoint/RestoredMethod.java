package peftlab.checkpoint;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import peftlab.InputException;

/**
 * A method of this framework that takes its tensors back from an adapter file.
 *
 * @param id of the method
 * @param hyper its hyperparameters, unchecked, where they are not the defaults
 * @param tensors that it must take
 */
public record RestoredMethod(String id, Map<String, Object> hyper, StoredFile tensors) {
  /** The type of adapters that PEFT has none for. */
  static final String OWN = "PEFTLAB";

  static final String METHOD = "method";
  static final String HYPER = "hyperparameters";
  static final String PROMPT = "prompt_embeddings";

  /** The method of an adapter; none where the adapter folds into the base altogether. */
  static Optional<RestoredMethod> read(AdapterConfig config, TensorSource stored) {
    return switch (config.type()) {
      case "LORA", "IA3", "VERA" -> Optional.empty();
      case "PROMPT_TUNING" -> Optional.of(virtual(config, stored, "prompt", Map.of()));
      case "P_TUNING" -> Optional.of(virtual(config, stored, "p-tuning", Map.of()));
      case "PREFIX_TUNING" ->
          Optional.of(virtual(config, stored, "prefix", Map.of("projection", false)));
      case OWN -> Optional.of(own(config, stored));
      default ->
          throw config.wrong(
              "peft_type",
              "is \""
                  + Messages.shown(config.type())
                  + "\", expected LORA, IA3, VERA, PROMPT_TUNING, P_TUNING, PREFIX_TUNING or "
                  + OWN);
    };
  }

  /** Whatever made the vectors in training, the file keeps the vectors themselves. */
  private static RestoredMethod virtual(
      AdapterConfig config, TensorSource stored, String id, Map<String, Object> hyper) {
    long[] shape = stored.shape(PROMPT);
    double length = config.number("num_virtual_tokens");
    if (shape.length != 2 || shape[0] != length || length > Integer.MAX_VALUE) {
      throw new InputException(
          "%s is not a matrix of the %s rows that num_virtual_tokens says"
              .formatted(stored.origin(PROMPT), config.get("num_virtual_tokens")));
    }
    config.agree("num_transformer_submodules", 1, "BERT is one encoder");
    boolean prefix = config.type().equals("PREFIX_TUNING");
    double blocks = prefix ? 2 * config.number("num_layers", 0.0) : 1;
    if (blocks > 0) {
      config.agree(
          "token_dim",
          shape[1] / blocks,
          "%s has %d columns".formatted(stored.origin(PROMPT), shape[1]));
    }
    Map<String, Object> all = new TreeMap<>(hyper);
    all.put("length", (int) length);
    return new RestoredMethod(id, all, new StoredFile(stored, Set.of(PROMPT)));
  }

  private static RestoredMethod own(AdapterConfig config, TensorSource stored) {
    Map<String, Object> hyper =
        JsonFiles.MAPPER.convertValue(config.object(HYPER), new TypeReference<>() {});
    String id = config.text(METHOD).orElseThrow(() -> config.wrong(METHOD, "is missing"));
    return new RestoredMethod(id, hyper, new StoredFile(stored, stored.names()));
  }
}
