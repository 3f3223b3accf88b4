package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peftlab.train.Metrics;

class DataCardTest {
  @Test
  void everyCardIsListedAndReadable() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("datasets"))) {
      List<String> written =
          files.map(file -> file.getFileName().toString().replace(".md", "")).sorted().toList();
      assertThat(DataCard.all())
          .extracting(DataCard::id)
          .containsExactlyInAnyOrderElementsOf(written);
    }
    for (DataCard card : DataCard.all()) {
      assertThat(card.classes()).isGreaterThan(1);
      int[] rows = IntStream.range(0, card.classes()).toArray();
      assertThat(Metrics.of(rows, rows, card.classes())).containsKey(card.metric());
      assertThat(card.splits()).isNotEmpty().doesNotContainValue(0);
      assertThat(card.prose()).startsWith("# ");
    }
  }

  @Test
  void isFoundWhateverTheCaseOfTheName() {
    assertThat(DataCard.find("CoLA")).get().returns("mcc", DataCard::metric);
    assertThat(DataCard.find("../datasets/wordnet")).isEmpty();
  }
}
