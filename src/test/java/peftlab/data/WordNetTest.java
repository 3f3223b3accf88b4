package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordNetTest {
  private static final DataCard CARD = DataCard.find("wordnet").orElseThrow();
  private static final Dataset WORDNET = CARD.read();

  /** Splits are fixed: results of different versions of peftlab must stay comparable. */
  @Test
  void splitsAreThoseOfTheCard() {
    DataCard card = DataCard.find("wordnet").orElseThrow();
    assertThat(WORDNET.train()).hasSize(card.splits().get("train"));
    assertThat(WORDNET.validation()).hasSize(card.splits().get("validation"));
    assertThat(WORDNET.eval()).hasSize(card.splits().get("test"));
    assertThat(WORDNET.labels()).hasSize(card.classes()).contains("act", "time");
    assertThat(WORDNET.metric()).isEqualTo(card.metric());
    assertThat(WORDNET.fingerprint())
        .isEqualTo("ad8cffa160e2631de1c8978c8d54bf3b6d7e9c3aefd516cdb4881561a5937b78");
  }

  @Test
  void noGlossIsInTwoSplitsOrTwiceInOne() {
    List<String> texts =
        Stream.of(WORDNET.train(), WORDNET.validation(), WORDNET.eval())
            .flatMap(List::stream)
            .map(row -> TextHash.normalised(row.textA()))
            .toList();
    assertThat(new HashSet<>(texts).size()).isEqualTo(texts.size());
  }

  @Test
  void theFirstRowsAreAFairSample() {
    for (List<Row> split : List.of(WORDNET.train(), WORDNET.validation(), WORDNET.eval())) {
      for (String label : List.of("person", "artifact", "plant", "act", "state")) {
        assertThat(share(split.subList(0, 1000), label))
            .isBetween(share(split, label) - 0.04, share(split, label) + 0.04);
      }
    }
  }

  private static double share(List<Row> rows, String label) {
    return rows.stream().filter(row -> row.label().equals(label)).count() / (double) rows.size();
  }

  @Test
  void glossesThatStandInSeveralSupersensesAreLeftOut() {
    List<Row> rows = WordNet.rows();
    assertThat(rows).noneMatch(row -> row.textA().equals("a grain of barley"));
    assertThat(rows).noneMatch(row -> row.textA().contains("; \""));
    assertThat(rows).contains(new Row("food preserved by freezing", null, "food"));
  }

  @Test
  void glossesAreSixteenTokensLongOnAverage() {
    List<Example> examples =
        WORDNET.examples(WORDNET.eval().subList(0, 2000), MiniLm.TOKENIZER, 128);
    assertThat(examples.stream().mapToInt(Example::length).average().orElseThrow())
        .isBetween(16.0, 16.6);
  }

  @Test
  void isReadInLessThanTwoSeconds() {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    CARD.read();
    long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a tangible entity; one that casts a shadow; \"it was full of balls\" | a tangible entity;"
            + " one that casts a shadow",
        "a complete extent: \"a gamut of emotions\"; \"run the gamut\" | a complete extent",
        "the call of duty as in \"carrot and stick\" | the call of duty as in \"carrot and stick\"",
        "an entity  | an entity",
      })
  void theDefinitionEndsBeforeTheExamples(String gloss, String definition) {
    assertThat(WordNet.definition(gloss)).isEqualTo(definition);
  }
}
