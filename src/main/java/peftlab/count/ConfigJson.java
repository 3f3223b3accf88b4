package peftlab.count;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.count.Architectures.Biases;
import peftlab.nn.Architecture;

/** Reads shapes from Hugging Face's {@code config.json} of an encoder or a decoder. */
final class ConfigJson {
  private static final long LONGEST_FILE = 1 << 20;
  private static final int MOST_LAYERS = 1 << 10;
  private static final int MOST_HEADS = 1 << 12;
  private static final int WIDEST = 1 << 18;
  private static final int MOST_ROWS = 1 << 24;

  private final Path path;
  private final ObjectNode keys;

  private ConfigJson(Path path, ObjectNode keys) {
    this.path = path;
    this.keys = keys;
  }

  static Architecture read(Path path) {
    ConfigJson file = new ConfigJson(path, JsonFiles.object(path, LONGEST_FILE));
    String type = file.keys.path("model_type").asText();
    return switch (type) {
      case "bert", "roberta", "xlm-roberta", "camembert" -> file.bert();
      case "distilbert" -> file.distilBert();
      case "gpt2" -> file.gpt2();
      case "llama", "mistral" ->
          file.llama(file.flag("attention_bias") ? Biases.ATTENTION : Biases.NONE);
      case "qwen2" -> file.llama(Biases.INPUTS);
      default ->
          throw new InputException(
              "%s: model_type is '%s'; counted are bert, roberta, xlm-roberta, camembert,"
                      .formatted(path, type)
                  + " distilbert, gpt2, llama, mistral, qwen2");
    };
  }

  private Architecture bert() {
    int width = size("hidden_size", WIDEST);
    int heads = heads("num_attention_heads", width);
    return Architectures.bert(
        size("num_hidden_layers", MOST_LAYERS),
        width,
        heads,
        size("intermediate_size", WIDEST),
        size("vocab_size", MOST_ROWS),
        size("max_position_embeddings", MOST_ROWS),
        size("type_vocab_size", MOST_ROWS),
        true);
  }

  private Architecture distilBert() {
    int width = size("dim", WIDEST);
    int heads = heads("n_heads", width);
    return Architectures.bert(
        size("n_layers", MOST_LAYERS),
        width,
        heads,
        size("hidden_dim", WIDEST),
        size("vocab_size", MOST_ROWS),
        size("max_position_embeddings", MOST_ROWS),
        0,
        false);
  }

  private Architecture gpt2() {
    int width = size("n_embd", WIDEST);
    int heads = heads("n_head", width);
    return Architectures.gpt(
        size("n_layer", MOST_LAYERS),
        width,
        heads,
        size("n_inner", WIDEST, 4 * width),
        size("vocab_size", MOST_ROWS),
        size("n_positions", MOST_ROWS));
  }

  private Architecture llama(Biases biases) {
    int width = size("hidden_size", WIDEST);
    int heads = size("num_attention_heads", MOST_HEADS);
    int headSize = size("head_dim", WIDEST, Math.max(1, width / heads));
    int keyHeads = size("num_key_value_heads", MOST_HEADS, heads);
    return Architectures.llama(
        size("num_hidden_layers", MOST_LAYERS),
        width,
        heads,
        heads * headSize,
        keyHeads * headSize,
        size("intermediate_size", WIDEST),
        size("vocab_size", MOST_ROWS),
        size("max_position_embeddings", MOST_ROWS),
        biases,
        flag("tie_word_embeddings"));
  }

  private int heads(String key, int width) {
    int heads = size(key, MOST_HEADS);
    if (width % heads != 0) {
      throw new InputException(
          "%s: key %s is %d, which does not divide the width %d"
              .formatted(path, key, heads, width));
    }
    return heads;
  }

  private int size(String key, int most) {
    JsonNode value = keys.get(key);
    if (value == null) {
      throw new InputException(path + ": key " + key + " is missing");
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < 1
        || value.intValue() > most) {
      throw new InputException(
          "%s: key %s is %s, expected a whole number from 1 to %d"
              .formatted(path, key, shortened(value.toString()), most));
    }
    return value.intValue();
  }

  private int size(String key, int most, int otherwise) {
    return keys.path(key).isMissingNode() || keys.path(key).isNull() ? otherwise : size(key, most);
  }

  private boolean flag(String key) {
    return keys.path(key).asBoolean(false);
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
