package peftlab.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks the parts of a {@code tokenizer.json} that stand around its model, and writes what was
 * understood down again. Types that BERT tokenizers have no use for are refused.
 */
final class TokenizerComponents {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_ADDED = 10_000;
  private static final int MAX_PIECES = 16;
  private static final int MAX_DEPTH = 4;
  private static final List<String> ADDED_FLAGS =
      List.of("single_word", "lstrip", "rstrip", "normalized", "special");

  /** The settings that every known type has; all are true or false. */
  private static final Map<String, List<String>> NORMALIZERS =
      Map.of(
          "BertNormalizer",
          List.of("clean_text", "handle_chinese_chars", "lowercase"),
          "Lowercase",
          List.of(),
          "NFC",
          List.of(),
          "NFD",
          List.of(),
          "NFKC",
          List.of(),
          "NFKD",
          List.of(),
          "StripAccents",
          List.of());

  private static final Map<String, List<String>> PRE_TOKENIZERS =
      Map.of("BertPreTokenizer", List.of(), "Whitespace", List.of(), "WhitespaceSplit", List.of());

  private final Map<String, Integer> vocabulary;
  private int specialTokens;

  /**
   * Creates one.
   *
   * @param vocabulary id of every token; {@link #addedTokens} adds to it
   */
  TokenizerComponents(Map<String, Integer> vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** How many tokens {@link #postProcessor} adds to a pair of texts. */
  int specialTokens() {
    return specialTokens;
  }

  ArrayNode addedTokens(JsonField root) {
    ArrayNode checked = NODES.arrayNode();
    for (JsonField added : optionalList(root, "added_tokens", MAX_ADDED)) {
      String content = added.string("content");
      int id = added.child("id").integer(0, Integer.MAX_VALUE);
      Integer known = vocabulary.putIfAbsent(content, id);
      if (content.isEmpty() || (known == null ? vocabulary.size() - 1 : known) != id) {
        throw added
            .child("id")
            .wrong("it is not the id of the token " + content + " in the vocabulary, nor the next");
      }
      ObjectNode token = checked.addObject().put("id", id).put("content", content);
      ADDED_FLAGS.forEach(flag -> token.put(flag, added.child(flag).bool()));
    }
    return checked;
  }

  JsonNode normalizer(JsonField root) {
    return component(root.child("normalizer"), "normalizers", NORMALIZERS, MAX_DEPTH);
  }

  JsonNode preTokenizer(JsonField root) {
    return component(root.child("pre_tokenizer"), "pretokenizers", PRE_TOKENIZERS, MAX_DEPTH);
  }

  private static JsonNode component(
      JsonField field, String members, Map<String, List<String>> known, int depth) {
    if (field.node().isNull() || field.node().isMissingNode()) {
      return NODES.nullNode();
    }
    String type = field.string("type");
    ObjectNode checked = NODES.objectNode().put("type", type);
    if (type.equals("Sequence") && depth > 0) {
      ArrayNode array = checked.putArray(members);
      field
          .list(members, MAX_PIECES)
          .forEach(member -> array.add(component(member, members, known, depth - 1)));
      return checked;
    }
    if (!known.containsKey(type)) {
      Set<String> names = new TreeSet<>(known.keySet());
      throw field.child("type").wrong("known are Sequence, " + String.join(", ", names));
    }
    known.get(type).forEach(setting -> checked.put(setting, field.child(setting).bool()));
    if (type.equals("BertNormalizer")) {
      checked.set(
          "strip_accents",
          field.has("strip_accents")
              ? NODES.booleanNode(field.child("strip_accents").bool())
              : NODES.nullNode());
    }
    return checked;
  }

  JsonNode postProcessor(JsonField root) {
    JsonField field = root.child("post_processor");
    if (field.node().isNull() || field.node().isMissingNode()) {
      return NODES.nullNode();
    }
    String type = field.string("type");
    return switch (type) {
      case "TemplateProcessing" -> template(field);
      case "BertProcessing" -> bert(field);
      default -> throw field.child("type").wrong("known are BertProcessing, TemplateProcessing");
    };
  }

  private ObjectNode bert(JsonField field) {
    ObjectNode checked = NODES.objectNode().put("type", "BertProcessing");
    for (String name : List.of("sep", "cls")) {
      List<JsonField> pair = field.list(name, 2);
      if (pair.size() != 2) {
        throw field.child(name).wrong("a token and its id are expected");
      }
      checked.putArray(name).add(token(pair.get(0))).add(id(pair.get(1), pair.get(0).text()));
    }
    specialTokens = 3;
    return checked;
  }

  private ObjectNode template(JsonField field) {
    ObjectNode checked = NODES.objectNode().put("type", "TemplateProcessing");
    ObjectNode specials = NODES.objectNode();
    for (JsonField special : field.object("special_tokens").fields()) {
      specials.set(special.name(), special(special));
    }
    checked.set("single", pieces(field, "single", specials, "A"));
    checked.set("pair", pieces(field, "pair", specials, "AB"));
    checked.set("special_tokens", specials);
    return checked;
  }

  private ObjectNode special(JsonField special) {
    ObjectNode checked = NODES.objectNode().put("id", special.checkedText(special.name()));
    ArrayNode ids = checked.putArray("ids");
    ArrayNode tokens = checked.putArray("tokens");
    List<JsonField> names = special.list("tokens", MAX_PIECES);
    List<JsonField> numbers = special.list("ids", MAX_PIECES);
    if (names.size() != numbers.size() || !special.string("id").equals(special.name())) {
      throw special.wrong("its id is its name, and it has one of ids for each of tokens");
    }
    for (int i = 0; i < names.size(); i++) {
      tokens.add(token(names.get(i)));
      ids.add(id(numbers.get(i), names.get(i).text()));
    }
    return checked;
  }

  private ArrayNode pieces(JsonField field, String name, ObjectNode specials, String texts) {
    ArrayNode checked = NODES.arrayNode();
    StringBuilder seen = new StringBuilder();
    int added = 0;
    for (JsonField piece : field.list(name, MAX_PIECES)) {
      String kind = piece.has("Sequence") ? "Sequence" : "SpecialToken";
      JsonField content = piece.object(kind);
      String id = content.string("id");
      if (kind.equals("Sequence")) {
        seen.append(id);
      } else if (specials.has(id)) {
        added += specials.get(id).get("ids").size();
      } else {
        throw content.child("id").wrong("it is not among special_tokens");
      }
      int type = content.child("type_id").integer(0, Byte.MAX_VALUE);
      checked.addObject().putObject(kind).put("id", id).put("type_id", type);
    }
    if (!seen.toString().equals(texts)) {
      throw field.child(name).wrong("the sequences " + texts + " are expected in it, once each");
    }
    specialTokens = Math.max(specialTokens, added);
    return checked;
  }

  private String token(JsonField field) {
    if (!vocabulary.containsKey(field.text())) {
      throw field.wrong("it is not in the vocabulary");
    }
    return field.text();
  }

  private int id(JsonField field, String token) {
    int id = vocabulary.get(token);
    if (field.integer(0, Integer.MAX_VALUE) != id) {
      throw field.wrong("the vocabulary gives " + token + " the id " + id);
    }
    return id;
  }

  private static List<JsonField> optionalList(JsonField root, String name, int most) {
    return root.has(name) ? root.list(name, most) : List.of();
  }
}
