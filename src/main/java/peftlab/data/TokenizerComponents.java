package peftlab.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import peftlab.data.Template.Piece;
import peftlab.data.Template.Source;

/**
 * Checks the parts of a {@code tokenizer.json} that stand around its model, and writes what was
 * understood down again. Types that BERT tokenizers have no use for are refused.
 */
final class TokenizerComponents {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_ADDED = 10_000;
  private static final int MAX_PIECES = 16;
  private static final int MAX_DEPTH = 4;
  private static final List<Source> TEXTS = List.of(Source.TEXT_A, Source.TEXT_B);
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

  /**
   * Creates one.
   *
   * @param vocabulary id of every token; {@link #addedTokens} adds to it
   */
  TokenizerComponents(Map<String, Integer> vocabulary) {
    this.vocabulary = vocabulary;
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

  /** What the post-processor does, which is done in Java. */
  Template template(JsonField root) {
    JsonField field = root.child("post_processor");
    if (field.node().isNull() || field.node().isMissingNode()) {
      return around(List.of(), List.of());
    }
    String type = field.string("type");
    return switch (type) {
      case "TemplateProcessing" -> new Template(pieces(field, "single"), pieces(field, "pair"));
      case "BertProcessing" -> around(token(field, "cls"), token(field, "sep"));
      default -> throw field.child("type").wrong("known are BertProcessing, TemplateProcessing");
    };
  }

  private static Template around(List<Integer> before, List<Integer> after) {
    List<Piece> single =
        List.of(
            new Piece(Source.SPECIAL, before, 0),
            new Piece(Source.TEXT_A, List.of(), 0),
            new Piece(Source.SPECIAL, after, 0));
    List<Piece> pair = new ArrayList<>(single);
    pair.add(new Piece(Source.TEXT_B, List.of(), 1));
    pair.add(new Piece(Source.SPECIAL, after, 1));
    return new Template(single, List.copyOf(pair));
  }

  private List<Integer> token(JsonField field, String name) {
    List<JsonField> pair = field.list(name, 2);
    if (pair.size() != 2) {
      throw field.child(name).wrong("a token and its id are expected");
    }
    return List.of(id(pair.get(1), token(pair.get(0))));
  }

  private List<Piece> pieces(JsonField field, String name) {
    JsonField specials = field.object("special_tokens");
    List<Piece> pieces = new ArrayList<>();
    for (JsonField piece : field.list(name, MAX_PIECES)) {
      boolean text = piece.has("Sequence");
      JsonField content = piece.object(text ? "Sequence" : "SpecialToken");
      int type = content.child("type_id").integer(0, Byte.MAX_VALUE);
      String id = content.string("id");
      if (!text) {
        pieces.add(new Piece(Source.SPECIAL, special(specials.object(id)), type));
      } else if (id.equals("A") || id.equals("B")) {
        Source source = id.equals("A") ? Source.TEXT_A : Source.TEXT_B;
        pieces.add(new Piece(source, List.of(), type));
      } else {
        throw content.child("id").wrong("A or B is expected");
      }
    }
    List<Source> texts = pieces.stream().map(Piece::source).filter(TEXTS::contains).toList();
    if (!texts.equals(name.equals("pair") ? TEXTS : TEXTS.subList(0, 1))) {
      throw field.child(name).wrong("A once is expected in it, and then, for pairs, B once");
    }
    return List.copyOf(pieces);
  }

  private List<Integer> special(JsonField special) {
    List<JsonField> names = special.list("tokens", MAX_PIECES);
    List<JsonField> numbers = special.list("ids", MAX_PIECES);
    if (names.size() != numbers.size()) {
      throw special.wrong("as many ids as tokens are expected");
    }
    return IntStream.range(0, names.size())
        .mapToObj(i -> id(numbers.get(i), token(names.get(i))))
        .toList();
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
