package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peftlab.Cards;
import peftlab.InputException;
import peftlab.metric.Metric;

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
      assertThat(card.splits()).isNotEmpty().doesNotContainValue(0);
      assertThat(card.prose()).startsWith("# ");
    }
  }

  @Test
  void whatIsReportedIsTheLastSplit() {
    assertThat(DataCard.all())
        .extracting(card -> card.id() + " " + card.reported())
        .contains("wordnet test", "sst-2 dev", "trec test", "subj eval");
  }

  @Test
  void aMetricThatThereIsNotIsRefused() throws IOException {
    String card = Files.readString(Path.of("datasets/cola.md"));
    assertThat(Cards.parse("cola.md", card, DataCard.class).metric()).isEqualTo(Metric.MCC);
    assertThatThrownBy(
            () ->
                Cards.parse("cola.md", card.replace("metric: mcc", "metric: mmc"), DataCard.class))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("cola.md: unknown metric 'mmc': did you mean mcc? Known: accuracy");
  }

  @Test
  void aMetricThatCannotJudgeSoManyClassesIsRefused() throws IOException {
    String card = Files.readString(Path.of("datasets/mrpc.md"));
    String three = card.replace("classes: 2", "classes: 3");
    assertThatThrownBy(() -> Cards.parse("mrpc.md", three, DataCard.class))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "mrpc.md: binary_f1 cannot judge 3 classes; these can: accuracy, macro_f1, mcc");
  }

  @Test
  void isFoundWhateverTheCaseOfTheName() {
    assertThat(DataCard.find("CoLA")).get().returns(Metric.MCC, DataCard::metric);
    assertThat(DataCard.find("../datasets/wordnet")).isEmpty();
  }
}
