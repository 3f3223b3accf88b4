package peftlab.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peftlab.InputException;
import peftlab.InputFile;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.Messages;

/**
 * The {@code vocab.txt} of older BERT folders, which have no {@code tokenizer.json}: a token a
 * line, the line's number, counted from 0, being its id.
 *
 * <p>The {@code tokenizer_config.json} beside it says how text is normalised and what the special
 * tokens are called. What is made of both is the {@code tokenizer.json} that transformers' {@code
 * BertTokenizer} makes.
 */
final class VocabularyFile {
  static final String NAME = "vocab.txt";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String ADDED = "added_tokens.json";
  private static final int LONGEST = 64 << 20;
  private static final int LONGEST_CONFIG = 16 << 20;
  private static final int LONGEST_WORD = 100;
  private static final List<String> ADDED_FLAGS =
      List.of("single_word", "lstrip", "rstrip", "normalized");

  private static final Map<String, String> SPECIAL =
      Map.of(
          "pad_token", "[PAD]",
          "unk_token", "[UNK]",
          "cls_token", "[CLS]",
          "sep_token", "[SEP]",
          "mask_token", "[MASK]");

  private final Path path;
  private final Map<String, Integer> ids;
  private final ObjectNode config;

  private VocabularyFile(Path path, Map<String, Integer> ids, ObjectNode config) {
    this.path = path;
    this.ids = ids;
    this.config = config;
  }

  /** Whether a folder has a vocabulary and no {@code tokenizer.json}. */
  static boolean isAllThereIs(Path folder) {
    return !Files.exists(folder.resolve(HuggingFaceFolder.TOKENIZER))
        && Files.exists(folder.resolve(NAME));
  }

  /**
   * The folder's vocabulary as a {@code tokenizer.json}.
   *
   * @throws InputException naming the file and what is wrong with it
   */
  static byte[] asTokenizerJson(Path folder) {
    Path path = folder.resolve(NAME);
    Path config = folder.resolve(CONFIG);
    if (Files.exists(folder.resolve(ADDED))) {
      throw new InputException(
          folder.resolve(ADDED)
              + " is not read: save the tokenizer with transformers, which writes tokenizer.json");
    }
    ObjectNode keys =
        Files.exists(config)
            ? JsonFiles.object(config, LONGEST_CONFIG)
            : JsonFiles.MAPPER.createObjectNode();
    try {
      return JsonFiles.MAPPER.writeValueAsBytes(new VocabularyFile(path, ids(path), keys).json());
    } catch (JsonProcessingException e) {
      throw Messages.notJson(path.toString(), e);
    }
  }

  private static Map<String, Integer> ids(Path path) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(InputFile.bytes(path, LONGEST)))
              .toString();
    } catch (CharacterCodingException e) {
      throw new InputException(path + " is not UTF-8 text", e);
    }
    Map<String, Integer> ids = new LinkedHashMap<>();
    String[] lines = text.split("\r\n|\r|\n", -1);
    int tokens = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
    for (int id = 0; id < tokens; id++) {
      ids.put(lines[id], id); // The last of equal lines counts, as with transformers.
    }
    return ids;
  }

  private ObjectNode json() {
    ObjectNode root = JsonFiles.MAPPER.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    addedTokens(root.putArray("added_tokens"));
    ObjectNode normalizer = root.putObject("normalizer");
    normalizer.put("type", "BertNormalizer");
    normalizer.put("clean_text", true);
    normalizer.put("handle_chinese_chars", flag("tokenize_chinese_chars", true));
    if (config.hasNonNull("strip_accents")) {
      normalizer.put("strip_accents", flag("strip_accents", false));
    } else {
      normalizer.putNull("strip_accents");
    }
    normalizer.put("lowercase", lowercase());
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode around = root.putObject("post_processor").put("type", "BertProcessing");
    around.putArray("sep").add(required("sep_token")).add(ids.get(required("sep_token")));
    around.putArray("cls").add(required("cls_token")).add(ids.get(required("cls_token")));
    root.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    ObjectNode model = root.putObject("model");
    model.put("type", "WordPiece");
    model.put("unk_token", required("unk_token"));
    model.put("continuing_subword_prefix", "##");
    model.put("max_input_chars_per_word", LONGEST_WORD);
    ObjectNode vocabulary = model.putObject("vocab");
    ids.forEach(vocabulary::put);
    return root;
  }

  /** The special tokens that the vocabulary has, by rising id. */
  private void addedTokens(ArrayNode added) {
    Map<Integer, String> tokens = new TreeMap<>();
    for (String key : SPECIAL.keySet()) {
      String token = special(key);
      if (ids.containsKey(token)) {
        tokens.put(ids.get(token), token);
      }
    }
    tokens.forEach(
        (id, token) -> {
          ObjectNode entry = added.addObject().put("id", id).put("content", token);
          ADDED_FLAGS.forEach(flag -> entry.put(flag, false));
          entry.put("special", true);
        });
  }

  private String special(String key) {
    JsonNode value = config.path(key);
    JsonNode content = value.isObject() ? value.path("content") : value;
    return content.isTextual() ? content.textValue() : SPECIAL.get(key);
  }

  private String required(String key) {
    String token = special(key);
    if (!ids.containsKey(token)) {
      throw new InputException(path + " has no line " + Messages.shown(token) + ", the " + key);
    }
    return token;
  }

  /** Without a word on it, transformers lower-cases, which would be wrong for a cased model. */
  private boolean lowercase() {
    String key = "do_lower_case";
    boolean cased =
        ids.keySet().stream()
            .filter(token -> !token.startsWith("["))
            .anyMatch(token -> token.chars().anyMatch(c -> c >= 'A' && c <= 'Z'));
    if (!config.has(key) && cased) {
      throw new InputException(
          "%s has capital letters and %s beside it says no %s: write {\"%s\": false} into it"
              .formatted(path, CONFIG, key, key));
    }
    return flag(key, true);
  }

  private boolean flag(String key, boolean whenAbsent) {
    JsonNode value = config.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return whenAbsent;
    }
    if (!value.isBoolean()) {
      throw new InputException(
          path.resolveSibling(CONFIG)
              + ": key "
              + key
              + " is "
              + Messages.shown(value.toString())
              + ", expected true or false");
    }
    return value.booleanValue();
  }
}
