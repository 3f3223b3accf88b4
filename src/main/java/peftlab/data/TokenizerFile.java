package peftlab.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peftlab.InputException;

/**
 * A checked {@code tokenizer.json}: only what was understood here is written down again for native
 * code, in which input that it does not expect may end the process.
 *
 * @param source what error messages call the file
 * @param json the checked content, without padding, truncation, post-processor and decoder
 * @param tokens the token of every id; null at ids that no token has
 * @param template what is put around a text or a pair
 */
record TokenizerFile(String source, String json, List<String> tokens, Template template) {
  private static final int MAX_TOKENS = 2_000_000;
  private static final int MAX_WORD = 1000;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  static TokenizerFile parse(byte[] bytes, String source) {
    JsonField root = new JsonField(source, "", "", tree(bytes, source));
    ObjectNode checked = JSON.createObjectNode();
    checked.put("version", "1.0");
    checked.putNull("truncation");
    checked.putNull("padding");
    Map<String, Integer> vocabulary = new HashMap<>();
    ObjectNode model = model(root.object("model"), vocabulary);
    TokenizerComponents components = new TokenizerComponents(vocabulary);
    checked.set("added_tokens", components.addedTokens(root));
    String[] tokens = byId(root, vocabulary);
    checked.set("normalizer", components.normalizer(root));
    checked.set("pre_tokenizer", components.preTokenizer(root));
    checked.putNull("post_processor");
    checked.putNull("decoder");
    checked.set("model", model);
    try {
      return new TokenizerFile(
          source,
          JSON.writeValueAsString(checked),
          Arrays.asList(tokens),
          components.template(root));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(byte[] bytes, String source) {
    try {
      JsonNode node = JSON.readTree(bytes);
      if (!node.isObject()) {
        throw new InputException(source + ": not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ": line " + e.getLocation().getLineNr();
      throw new InputException(source + line + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InputException(source + ": " + e.getMessage(), e);
    }
  }

  private static ObjectNode model(JsonField model, Map<String, Integer> vocabulary) {
    if (model.has("type") && !model.string("type").equals("WordPiece")) {
      throw model.child("type").wrong("only WordPiece, as in BERT, is supported");
    }
    ObjectNode checked = JSON.createObjectNode();
    checked.put("type", "WordPiece");
    ObjectNode ids = checked.putObject("vocab");
    model
        .object("vocab")
        .fields()
        .forEach(
            entry -> {
              entry.checkedText(entry.name());
              int id = entry.integer(0, MAX_TOKENS);
              vocabulary.put(entry.name(), id);
              ids.put(entry.name(), id);
            });
    String unknown = model.string("unk_token");
    if (!vocabulary.containsKey(unknown)) {
      throw model.child("unk_token").wrong("it is not in the vocabulary");
    }
    checked.put("unk_token", unknown);
    checked.put("continuing_subword_prefix", model.string("continuing_subword_prefix"));
    int longest = model.child("max_input_chars_per_word").integer(1, MAX_WORD);
    checked.put("max_input_chars_per_word", longest);
    return checked;
  }

  /** The token of every id; null where the vocabulary leaves an id out, as some do. */
  private static String[] byId(JsonField root, Map<String, Integer> vocabulary) {
    int last = vocabulary.values().stream().mapToInt(id -> id).max().orElse(-1);
    String[] tokens = new String[last + 1];
    vocabulary.forEach(
        (token, id) -> {
          if (tokens[id] != null) {
            throw root.object("model").child("vocab").wrong("two tokens have the id " + id);
          }
          tokens[id] = token;
        });
    return tokens;
  }
}
