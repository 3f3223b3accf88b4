package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.InputException;
import peftlab.Shared;

class TokenizerTest {
  @SuppressWarnings("ArrayRecordComponent")
  record Expected(String a, String b, int max, int[] ids, int[] types) {}

  /**
   * What Python's tokenizers 0.23.2 gives after {@code no_padding()} and {@code
   * enable_truncation(max)}.
   */
  static List<Expected> expected() throws IOException {
    try (InputStream file = TokenizerTest.class.getResourceAsStream("minilm-token-ids.jsonl");
        MappingIterator<Expected> rows =
            new JsonMapper().readerFor(Expected.class).readValues(file)) {
      return rows.readAll();
    }
  }

  @ParameterizedTest
  @MethodSource("expected")
  void givesTheIdsOfPythonsTokenizers(Expected expected) {
    TokenizedText text = MiniLm.TOKENIZER.encode(expected.a, expected.b, expected.max);
    assertThat(text.ids()).containsExactly(expected.ids);
    assertThat(text.types()).containsExactly(expected.types);
  }

  /** Number of tokens, and CRC-32 of big-endian ids and types, from Python's tokenizers 0.23.2. */
  @ParameterizedTest
  @CsvSource({
    "glue/SST-2/dev.tsv, 128, 21943, 82e8d15e",
    "glue/SST-2/dev.tsv, 32, 20365, bdfc6138",
    "glue/CoLA/dev.tsv, 128, 12174, 2b7bca94",
    "glue/RTE/dev.tsv, 128, 17894, ca3c7fe4",
    "glue/RTE/dev.tsv, 64, 14169, 0d199d71",
    "tsv/MRPC/dev.tsv, 128, 21723, 9adee691",
    "tsv/MRPC/dev.tsv, 64, 21139, bf6e9370",
    "tsv/BANKING77/test.tsv, 32, 44965, 104640a3",
  })
  void publishedDataSetsHaveTheIdsOfPythonsTokenizers(
      String file, int max, int tokens, String checksum) {
    List<Row> rows = RowFile.read(Shared.path("datasets", file));
    CRC32 crc = new CRC32();
    int count = 0;
    for (TokenizedText text : MiniLm.TOKENIZER.encode(rows, max)) {
      for (int id : text.ids()) {
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(id).flip());
      }
      for (int type : text.types()) {
        crc.update(type);
      }
      count += text.length();
    }
    assertThat(count).isEqualTo(tokens);
    assertThat(HexFormat.of().toHexDigits((int) crc.getValue())).isEqualTo(checksum);
  }

  @Test
  void severalThreadsMayUseIt() {
    List<Row> rows = List.of(new Row("one two three four five six", null, "x"));
    Tokenizer tokenizer = Tokenizer.parse(MiniLm.json(), "tokenizer.json");
    assertThat(
            IntStream.range(0, 200)
                .parallel()
                .map(i -> tokenizer.encode(rows, 5 + i % 3).get(0).length() - i % 3))
        .containsOnly(5);
  }

  @Test
  void manyRowsAreEncodedAsEachAlone() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(new Row("word ".repeat(i % 17 + 1) + i, null, "x"));
    }
    List<TokenizedText> texts = MiniLm.TOKENIZER.encode(rows, 12);
    assertThat(texts).hasSize(300);
    for (int i = 0; i < 300; i++) {
      assertThat(texts.get(i).ids())
          .containsExactly(MiniLm.TOKENIZER.encode(rows.get(i).textA(), null, 12).ids());
    }
  }

  @Test
  void fourThousandRowsTakeWellUnderASecond() {
    List<Row> rows =
        Stream.generate(
                () -> new Row("a gloss of about sixteen tokens, as WordNet's are", null, "x"))
            .limit(4000)
            .toList();
    MiniLm.TOKENIZER.encode(rows, 128);
    long start = processorNanos();
    MiniLm.TOKENIZER.encode(rows, 128);
    assertThat(Duration.ofNanos(processorNanos() - start)).isLessThan(Duration.ofSeconds(1));
  }

  /** Time of all threads, native ones included: does not grow when the machine is busy. */
  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  @Test
  void knowsItsVocabulary() {
    assertThat(MiniLm.TOKENIZER.vocabularySize()).isEqualTo(30_522);
    assertThat(MiniLm.TOKENIZER.token(101)).isEqualTo("[CLS]");
    assertThat(MiniLm.TOKENIZER.ids("positive or negative")).containsExactly(3893, 2030, 4997);
    assertThat(MiniLm.TOKENIZER.ids("word ".repeat(1000))).hasSize(1000);
  }

  @Test
  void halfOfASurrogatePairDoesNotStopIt() {
    assertThat(MiniLm.TOKENIZER.encode("a \ud83d b", null, 10).ids()).startsWith(101).endsWith(102);
  }

  @Test
  void aMaximumWithoutRoomForTextIsRefused() {
    assertThatThrownBy(() -> MiniLm.TOKENIZER.encode("a", "b", 4))
        .isInstanceOf(InputException.class)
        .hasMessage("maximum length 4 leaves no room for text: at least 5");
  }
}
