package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.Messages;
import peftlab.nn.EncoderConfig;

/** Hugging Face's {@code config.json} of a BERT. */
final class BertConfigFile {
  static final String NAME = "config.json";
  private static final long LONGEST = 1 << 20;
  private static final double DEFAULT_EPSILON = 1e-12;

  private final Path path;
  private final ObjectNode keys;

  private BertConfigFile(Path path, ObjectNode keys) {
    this.path = path;
    this.keys = keys;
  }

  /**
   * Reads and checks the sizes.
   *
   * @param pooler whether the checkpoint holds one, which the file does not say
   */
  static EncoderConfig read(Path path, boolean pooler) {
    BertConfigFile file = new BertConfigFile(path, JsonFiles.object(path, LONGEST));
    file.require("model_type", "bert", null);
    file.require("hidden_act", "gelu", "gelu");
    file.require("position_embedding_type", "absolute", "absolute");
    file.refuse("is_decoder");
    file.refuse("add_cross_attention");
    file.refuse("quantization_config");
    file.refuse("pruned_heads");
    int width = file.size("hidden_size", 1 << 16);
    int heads = file.size("num_attention_heads", 1 << 12);
    if (width % heads != 0) {
      throw file.wrong(
          "num_attention_heads", "is " + heads + ", which does not divide hidden_size " + width);
    }
    return new EncoderConfig(
        file.size("num_hidden_layers", 1 << 10),
        width,
        heads,
        file.size("intermediate_size", 1 << 18),
        file.size("vocab_size", 1 << 24),
        file.size("max_position_embeddings", 1 << 20),
        file.size("type_vocab_size", 1 << 10),
        file.epsilon(),
        pooler);
  }

  /** Writes a file that {@link #read} and Hugging Face understand. */
  static void write(Path path, EncoderConfig config) {
    ObjectNode keys = JsonFiles.MAPPER.createObjectNode();
    keys.putArray("architectures").add("BertModel");
    keys.put("model_type", "bert");
    keys.put("hidden_size", config.width());
    keys.put("num_hidden_layers", config.layers());
    keys.put("num_attention_heads", config.heads());
    keys.put("intermediate_size", config.feedForward());
    keys.put("vocab_size", config.vocabulary());
    keys.put("max_position_embeddings", config.positions());
    keys.put("type_vocab_size", config.types());
    keys.put("hidden_act", "gelu");
    keys.put("layer_norm_eps", config.epsilon());
    keys.put("hidden_dropout_prob", 0.1);
    keys.put("attention_probs_dropout_prob", 0.1);
    keys.put("initializer_range", 0.02);
    keys.put("pad_token_id", 0);
    JsonFiles.write(path, keys);
  }

  private void require(String key, String supported, String whenAbsent) {
    JsonNode value = keys.get(key);
    if (value == null && supported.equals(whenAbsent)) {
      return;
    }
    if (value == null || !value.isTextual() || !value.asText().equals(supported)) {
      throw wrong(
          key,
          (value == null ? "is missing" : "is " + Messages.shown(value.toString()))
              + "; only \""
              + supported
              + "\" is supported");
    }
  }

  /** Refuses what would change the answers and is not read. */
  private void refuse(String key) {
    JsonNode value = keys.get(key);
    boolean off =
        value == null
            || value.isNull()
            || (value.isBoolean() && !value.booleanValue())
            || (value.isContainerNode() && value.isEmpty());
    if (!off) {
      throw wrong(key, "is " + Messages.shown(value.toString()) + ", which is not supported");
    }
  }

  private int size(String key, int most) {
    JsonNode value = keys.get(key);
    if (value == null) {
      throw wrong(key, "is missing");
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < 1
        || value.intValue() > most) {
      throw wrong(
          key,
          "is " + Messages.shown(value.toString()) + ", expected a whole number from 1 to " + most);
    }
    return value.intValue();
  }

  private double epsilon() {
    String key = "layer_norm_eps";
    JsonNode value = keys.get(key);
    if (value == null) {
      return DEFAULT_EPSILON;
    }
    double epsilon = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(epsilon > 0 && epsilon <= 1e-2)) {
      throw wrong(
          key,
          "is " + Messages.shown(value.toString()) + ", expected a number above 0 and up to 0.01");
    }
    return epsilon;
  }

  private InputException wrong(String key, String what) {
    return new InputException(path + ": key " + key + " " + what);
  }
}
