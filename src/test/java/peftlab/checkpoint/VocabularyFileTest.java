package peftlab.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.InputException;
import peftlab.data.TokenizedText;
import peftlab.data.Tokenizer;
import peftlab.nn.EncoderConfig;

/** A vocab.txt gives the ids of the tokenizer.json with the same vocabulary. */
class VocabularyFileTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static byte[] tokenizerJson;
  private static List<String> words;

  @TempDir Path folder;

  @BeforeAll
  static void readVocabulary() throws IOException {
    try (InputStream in =
        VocabularyFileTest.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
      tokenizerJson = in.readAllBytes();
    }
    JsonNode vocabulary = JSON.readTree(tokenizerJson).get("model").get("vocab");
    words = new ArrayList<>();
    vocabulary.fieldNames().forEachRemaining(words::add);
    words.sort(Comparator.comparingInt(word -> vocabulary.get(word).intValue()));
  }

  private Tokenizer tokenizer(List<String> lines, String config) throws IOException {
    Files.writeString(folder.resolve("vocab.txt"), String.join("\n", lines) + "\n");
    if (config != null) {
      Files.writeString(folder.resolve("tokenizer_config.json"), config);
    }
    return Tokenizer.parse(VocabularyFile.asTokenizerJson(folder), folder.toString());
  }

  record Texts(String a, String b, int max, List<Integer> ids, List<Integer> types) {}

  @Test
  void givesTheIdsOfTheTokenizerJsonOfTheSameVocabulary() throws IOException {
    Tokenizer whole = Tokenizer.parse(tokenizerJson, "tokenizer.json");
    Tokenizer made = tokenizer(words, "{\"do_lower_case\": true}");
    assertThat(made.vocabularySize()).isEqualTo(whole.vocabularySize());
    int rows = 0;
    try (InputStream in = Tokenizer.class.getResourceAsStream("minilm-token-ids.jsonl");
        MappingIterator<Texts> all = JSON.readerFor(Texts.class).readValues(in)) {
      for (; all.hasNext(); rows++) {
        Texts texts = all.next();
        TokenizedText of = made.encode(texts.a(), texts.b(), texts.max());
        TokenizedText expected = whole.encode(texts.a(), texts.b(), texts.max());
        assertThat(of.ids()).containsExactly(expected.ids());
        assertThat(of.types()).containsExactly(expected.types());
      }
    }
    assertThat(rows).isPositive();
  }

  /** What transformers 5.17's AutoTokenizer gives for {@code Films? GOOD fílms!} and {@code b}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                           | 101 3152 1029 2204 3152 999 102 1038 102",
        "{}                         | 101 3152 1029 2204 3152 999 102 1038 102",
        "{'do_lower_case': false}   | 101 100 1029 100 100 999 102 1038 102",
        "{'do_lower_case': false, 'strip_accents': true, 'cls_token': {'content': '[SEP]'}}"
            + " | 102 100 1029 100 3152 999 102 1038 102",
      })
  void followsTheTokenizersConfig(String config, String ids) throws IOException {
    Tokenizer tokenizer = tokenizer(words, config == null ? null : config.replace('\'', '"'));
    assertThat(tokenizer.encode("Films? GOOD fílms!", "b", 16).ids())
        .containsExactly(
            List.of(ids.split(" ", -1)).stream().mapToInt(Integer::parseInt).toArray());
  }

  @Test
  void equalLinesLeaveAHoleAndEndsOfLinesDoNotCount() throws IOException {
    Files.writeString(
        folder.resolve("vocab.txt"), "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\nfilm\r\na\r\n##s");
    Tokenizer tokenizer = Tokenizer.parse(VocabularyFile.asTokenizerJson(folder), "vocab.txt");
    assertThat(tokenizer.encode("A films", null, 16).ids()).containsExactly(2, 6, 5, 7, 3);
    assertThat(tokenizer.vocabularySize()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[UNK] [CLS] a     | {}                      | vocab.txt has no line [SEP], the sep_token",
        "[UNK] [CLS] [SEP] Good | {}                 | vocab.txt has capital letters and",
        "[UNK] [CLS] [SEP] | {'do_lower_case': 'no'} | tokenizer_config.json: key do_lower_case is",
        "[UNK] [CLS] [SEP] | {'do_lower_case':       | tokenizer_config.json is not valid JSON",
      })
  void whatIsWrongIsSaidInOneLine(String lines, String config, String message) {
    assertThatThrownBy(() -> tokenizer(List.of(lines.split(" ", -1)), config.replace('\'', '"')))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder + "/")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aFolderWithAVocabularyAloneIsOpened() throws IOException {
    EncoderConfig tiny = new EncoderConfig(2, 8, 2, 12, 20, 16, 2, 1e-12, true);
    HuggingFaceFolder.write(folder, tiny, ArrayTensors.bert(tiny, 1), tokenizerJson);
    Files.writeString(folder.resolve("vocab.txt"), "[UNK]\n[CLS]\n[SEP]\na\n");
    assertThat(opened().vocabularySize()).isEqualTo(words.size());
    Files.delete(folder.resolve("tokenizer.json"));
    assertThat(opened().vocabularySize()).isEqualTo(4);
    Files.writeString(folder.resolve("added_tokens.json"), "{\"<new>\": 4}");
    assertThatThrownBy(this::opened)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder.resolve("added_tokens.json") + " is not read");
  }

  private Tokenizer opened() {
    try (Checkpoint checkpoint = HuggingFaceFolder.read(folder)) {
      return Tokenizer.parse(checkpoint.tokenizerJson(), checkpoint.origin());
    }
  }
}
