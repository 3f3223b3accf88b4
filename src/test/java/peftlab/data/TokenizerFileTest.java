package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.InputException;

/** A tokenizer.json comes from outside: whatever is in it, native code must not end the process. */
class TokenizerFileTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MUTATIONS = 2000;
  private static final List<String> WORDS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "film", "##s", "good", "!");

  private static ObjectNode small;

  /** A copy of MiniLM's file with only ten tokens, so that it is read fast. */
  private static ObjectNode small() {
    return small.deepCopy();
  }

  @BeforeAll
  static void makeSmall() throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(MiniLm.json());
    ObjectNode vocabulary = ((ObjectNode) root.get("model")).putObject("vocab");
    WORDS.forEach(word -> vocabulary.put(word, vocabulary.size()));
    for (JsonNode added : root.get("added_tokens")) {
      ((ObjectNode) added).put("id", WORDS.indexOf(added.get("content").textValue()));
    }
    for (JsonNode special : root.get("post_processor").get("special_tokens")) {
      ((ObjectNode) special)
          .putArray("ids")
          .add(WORDS.indexOf(special.get("tokens").get(0).textValue()));
    }
    small = root;
  }

  private static Tokenizer tokenizer(JsonNode root) throws IOException {
    return Tokenizer.parse(JSON.writeValueAsBytes(root), "tokenizer.json");
  }

  @Test
  void theSmallOneWorks() throws IOException {
    Tokenizer tokenizer = tokenizer(small());
    assertThat(tokenizer.vocabularySize()).isEqualTo(10);
    assertThat(tokenizer.encode("Films? Good films!", null, 9).ids())
        .containsExactly(2, 6, 7, 1, 8, 6, 7, 9, 3);
  }

  @Test
  void bertProcessingAddsTheSameTokens() throws IOException {
    ObjectNode root = small();
    ObjectNode post = root.putObject("post_processor").put("type", "BertProcessing");
    post.putArray("sep").add("[SEP]").add(3);
    post.putArray("cls").add("[CLS]").add(2);
    TokenizedText text = tokenizer(root).encode("a film", "good", 6);
    assertThat(text.ids()).containsExactly(2, 5, 6, 3, 8, 3);
    assertThat(text.types()).containsExactly(0, 0, 0, 0, 1, 1);
  }

  @Test
  void sequencesOfNormalizersAndTokensOutsideTheModelAreRead() throws IOException {
    ObjectNode root = small();
    ArrayNode members =
        root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    members.addObject().put("type", "NFD");
    members.addObject().put("type", "Lowercase");
    members.addObject().put("type", "StripAccents");
    ObjectNode added = ((ArrayNode) root.get("added_tokens")).addObject();
    added.setAll((ObjectNode) root.get("added_tokens").get(0));
    added.put("id", 10).put("content", "<new>");
    Tokenizer tokenizer = tokenizer(root);
    assertThat(tokenizer.vocabularySize()).isEqualTo(11);
    assertThat(tokenizer.encode("FÍLM<new>", null, 8).ids()).containsExactly(2, 6, 10, 3);
  }

  /** The ids are those of Python's tokenizers 0.23.2 for the same file. */
  @Test
  void idsMayLeaveHoles() throws IOException {
    int[] ids = {0, 1, 2, 3, 4, 7, 8, 9, 11, 600};
    ObjectNode root = small();
    ObjectNode vocabulary = (ObjectNode) root.get("model").get("vocab");
    for (int i = 0; i < ids.length; i++) {
      vocabulary.put(WORDS.get(i), ids[i]);
    }
    Tokenizer tokenizer = tokenizer(root);
    assertThat(tokenizer.encode("Films? Good films!", null, 16).ids())
        .containsExactly(2, 8, 9, 1, 11, 8, 9, 600, 3);
    assertThat(tokenizer.encode("a film", "good", 16).ids()).containsExactly(2, 7, 8, 3, 11, 3);
    assertThat(tokenizer.vocabularySize()).isEqualTo(601);
    assertThat(tokenizer.token(600)).isEqualTo("!");
    assertThat(tokenizer.token(5)).isNull();
    ObjectNode added = ((ArrayNode) root.get("added_tokens")).addObject();
    added.setAll((ObjectNode) root.get("added_tokens").get(0));
    added.put("id", 10).put("content", "<new>");
    assertThat(tokenizer(root).encode("film<new>", null, 16).ids()).containsExactly(2, 8, 10, 3);
  }

  @Test
  void deepNestingIsRefused() {
    byte[] deep = ("{\"a\": " + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Tokenizer.parse(deep, "tokenizer.json"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("tokenizer.json: ")
        .hasMessageContaining("nesting depth")
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/model               | {}                  | model.vocab is missing: an object is"
            + " expected",
        "/model/type          | \"BPE\"             | model.type is \"BPE\": only WordPiece, as in",
        "/model/unk_token     | \"<unk>\"           | model.unk_token is \"<unk>\": it is not in",
        "/model/vocab/film    | -1                  | model.vocab.film is -1: a whole number from"
            + " 0",
        "/model/vocab/film    | 5                   | model.vocab: two tokens have the id 5",
        "/model/vocab/film    | 2000001             | model.vocab.film is 2000001: a whole number"
            + " from 0",
        "/model/max_input_chars_per_word | 1000000000 | model.max_input_chars_per_word is"
            + " 1000000000",
        "/normalizer/type     | \"Precompiled\"     | normalizer.type is \"Precompiled\": known"
            + " are",
        "/normalizer/lowercase | null               | normalizer.lowercase is null: true or false",
        "/pre_tokenizer/type  | \"ByteLevel\"       | pre_tokenizer.type is \"ByteLevel\": known"
            + " are",
        "/post_processor/type | \"RobertaProcessing\" | post_processor.type is \"Roberta",
        "/post_processor/pair | []                  | post_processor.pair: A once is expected in",
        "/post_processor/single/0/SpecialToken/id | \"[X]\" | post_processor.special_tokens.[X] is"
            + " missing",
        "/post_processor/special_tokens/[SEP]/ids/0 | 999 |"
            + " post_processor.special_tokens.[SEP].ids.1",
        "/added_tokens/0/id   | 7                   | added_tokens.1.id is 7: it is not the id of",
        "/added_tokens/0/content | \"\\ud800\"      | added_tokens.1.content",
        "/added_tokens/0/lstrip | 1                 | added_tokens.1.lstrip is 1: true or false",
      })
  void whatIsWrongIsSaidWithItsPlace(String pointer, String value, String message)
      throws IOException {
    ObjectNode root = small();
    JsonNode parent = root.at(pointer.substring(0, pointer.lastIndexOf('/')));
    String name = pointer.substring(pointer.lastIndexOf('/') + 1);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(name), JSON.readTree(value));
    } else {
      ((ObjectNode) parent).set(name, JSON.readTree(value));
    }
    assertThatThrownBy(() -> tokenizer(root))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("tokenizer.json: " + message);
  }

  @Test
  void whatIsNoJsonIsSaidWithItsLine() {
    for (String text : List.of("{\n\"a\": }", "{\n\"a\": 1,\n\"a\": 2}", "{\n}x", "[]", "")) {
      assertThatThrownBy(
              () -> Tokenizer.parse(text.getBytes(StandardCharsets.UTF_8), "tokenizer.json"))
          .isInstanceOf(InputException.class)
          .hasMessageMatching("tokenizer.json: (line [23]: .*|not a JSON object)");
    }
  }

  @Test
  void changedBytesNeverStopTheProcess() throws IOException {
    byte[] json = JSON.writeValueAsBytes(small());
    Random random = new Random(1);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] changed = json.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(changed.length);
        switch (random.nextInt(3)) {
          case 0 -> changed[at] = (byte) random.nextInt(256);
          case 1 -> changed[at] = json[random.nextInt(json.length)];
          default -> changed = random.nextInt(20) == 0 ? Arrays.copyOf(changed, at) : changed;
        }
      }
      read += survives(changed) ? 1 : 0;
    }
    assertThat(read).isBetween(MUTATIONS / 50, MUTATIONS - MUTATIONS / 50);
  }

  @Test
  void changedValuesNeverStopTheProcess() throws IOException {
    Random random = new Random(2);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      ObjectNode root = small();
      for (int change = random.nextInt(2); change >= 0; change--) {
        change(root, random);
      }
      read += survives(JSON.writeValueAsBytes(root)) ? 1 : 0;
    }
    assertThat(read).isBetween(MUTATIONS / 50, MUTATIONS - MUTATIONS / 50);
  }

  private static boolean survives(byte[] json) {
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.parse(json, "tokenizer.json");
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith("tokenizer.json: ").doesNotContain("\n");
      return false;
    }
    try {
      for (String text : List.of("", "a Film, good films!", "[CLS]<new> \0\ud83d\ude00 é")) {
        assertThat(Arrays.stream(tokenizer.encode(text, text, 40).ids()))
            .allMatch(id -> id >= 0 && id < tokenizer.vocabularySize());
        assertThat(tokenizer.encode(text, null, 40).types()).hasSizeLessThan(41);
        assertThat(tokenizer.ids(text)).hasSizeLessThan(40);
      }
    } catch (InputException e) {
      assertThat(e).hasMessageStartingWith("maximum length 40 leaves no room");
    }
    return true;
  }

  private static void change(JsonNode root, Random random) throws IOException {
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    JsonNode chosen = containers.get(random.nextInt(containers.size()));
    JsonNode value = value(containers, random);
    if (chosen instanceof ArrayNode array) {
      int at = random.nextInt(array.size() + 1);
      if (at == array.size() || random.nextBoolean()) {
        array.insert(at, value);
      } else if (random.nextBoolean()) {
        array.set(at, value);
      } else {
        array.remove(at);
      }
    } else if (chosen instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.isEmpty() ? "new" : names.get(random.nextInt(names.size()));
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.set(name, value);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private static JsonNode value(List<JsonNode> containers, Random random) throws IOException {
    List<String> literals =
        List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "3",
            "-1",
            "4294967295",
            "1e400",
            "0.5",
            "\"\"",
            "\"a\"",
            "\"[SEP]\"",
            "\"\\u0000\"",
            "\"\\ud83d\"",
            "\"A\"",
            "\"B\"",
            "[]",
            "{}",
            "\"Sequence\"",
            "\"Lowercase\"",
            "\"NFKC\"",
            "\"Whitespace\"",
            "\"ByteLevel\"",
            "{\"SpecialToken\":{\"id\":\"[CLS]\",\"type_id\":1}}",
            "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(a*)*b\"},\"content\":\"\"}");
    return random.nextInt(3) == 0
        ? containers.get(random.nextInt(containers.size())).deepCopy()
        : JSON.readTree(literals.get(random.nextInt(literals.size())));
  }
}
