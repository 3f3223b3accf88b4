package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.InputException;
import peftlab.Shared;
import peftlab.metric.Metric;

class DataSourceTest {
  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static Dataset read(Path folder) {
    return DataSource.named(folder.toString()).read();
  }

  @Test
  void readsTwoFilesInTheirOrder() throws IOException {
    Path train = file("a.tsv", "label\ttext_a\n1\ta\n1\tb\n0\tc\n0\td\n");
    Path eval = file("b.csv", "label,text_a\n0,e\n");
    Dataset data =
        new DataSource(train.toString(), eval.toString(), ColumnChoice.NONE, null).read();
    assertThat(data.name()).isEqualTo("a.tsv");
    assertThat(data.metric()).isEqualTo(Metric.ACCURACY);
    assertThat(data.train()).extracting(Row::textA).containsExactly("a", "b", "c", "d");
    assertThat(data.eval()).containsExactly(new Row("e", null, "0"));
  }

  @Test
  void aFolderReportsDevBeforeTest() throws IOException {
    String header = "label\ttext_a\n";
    file("MRPC/train.tsv", header + "1\ta\n0\tb\n1\tc\n");
    file("MRPC/test.tsv", header + "1\ttest\n");
    Path path = folder.resolve("MRPC");
    assertThat(read(path).eval().get(0).textA()).isEqualTo("test");
    file("MRPC/dev.jsonl", "{\"label\": 1, \"text_a\": \"dev\"}");
    Dataset data = read(path);
    assertThat(data.eval().get(0).textA()).isEqualTo("dev");
    assertThat(data.name()).isEqualTo("MRPC");
    assertThat(data.metric()).isEqualTo(Metric.BINARY_F1);
  }

  @Test
  void aSplitSortedByLabelIsMixed() throws IOException {
    StringBuilder rows = new StringBuilder("label\ttext_a\n");
    for (int i = 0; i < 200; i++) {
      rows.append(i / 100).append("\ttext ").append(i).append('\n');
    }
    file("d/train.tsv", rows.toString());
    file("d/dev.tsv", rows.toString());
    Dataset data = read(folder.resolve("d"));
    for (List<Row> split : List.of(data.train(), data.eval())) {
      assertThat(split).hasSize(200);
      assertThat(split.subList(0, 50))
          .filteredOn(row -> row.label().equals("0"))
          .hasSizeBetween(15, 35);
    }
  }

  @Test
  void equalTextsOfOneFileFallIntoOneSplit() throws IOException {
    StringBuilder rows = new StringBuilder("label\ttext_a\n");
    for (int i = 0; i < 300; i++) {
      rows.append(i % 2).append("\tText ").append(i % 150).append(i < 150 ? " .\n" : "!\n");
    }
    file("d/all.tsv", rows.toString());
    Dataset data = read(folder.resolve("d"));
    assertThat(data.train().size() + data.eval().size()).isEqualTo(300);
    assertThat(data.eval()).hasSizeBetween(10, 60);
    List<String> trained = data.train().stream().map(Row::textA).map(TextHash::normalised).toList();
    assertThat(data.eval())
        .extracting(row -> TextHash.normalised(row.textA()))
        .doesNotContainAnyElementsOf(trained);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "development", "eval", "val", "valid", "validation", "test"})
  void aFolderMayCallWhatIsReportedAsOthersDo(String split) throws IOException {
    file("d/train.csv", "label,text\n1,a\n0,b\n");
    file("d/" + split + ".jsonl", "{\"label\": 1, \"text\": \"c\"}");
    file("d/README.md", "");
    assertThat(read(folder.resolve("d")).eval()).containsExactly(new Row("c", null, "1"));
  }

  @Test
  void twoFilesOfOneSplitAreRefused() throws IOException {
    file("d/train.tsv", "label\ttext\n1\ta\n0\tb\n");
    file("d/dev.tsv", "");
    file("d/validation.csv", "");
    assertThatThrownBy(() -> DataSource.named(folder.resolve("d").toString()).check())
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("several files fit; keep one of dev.tsv, validation.csv");
  }

  @Test
  void columnsAndMetricAreThoseChosen() throws IOException {
    file("d/train.tsv", "gold\tpremise\thypothesis\tnote\n1\ta\tb\tx\n0\tc\td\ty\n");
    file("d/dev.tsv", "gold\tpremise\thypothesis\tnote\n1\te\tf\tz\n");
    String place = folder.resolve("d").toString();
    ColumnChoice pair = ColumnChoice.parse("text_a=premise,text_b=hypothesis,label=gold");
    DataSource source = new DataSource(place, null, pair, Metric.MACRO_F1);
    assertThat(source.name()).isEqualTo(place + " (premise, hypothesis, gold) by macro_f1");
    Dataset data = source.read();
    assertThat(data.eval()).containsExactly(new Row("e", "f", "1"));
    assertThat(data.metric()).isEqualTo(Metric.MACRO_F1);
    ColumnChoice note = ColumnChoice.parse("text_a=note,label=gold");
    Dataset other = new DataSource(place, null, note, Metric.MACRO_F1).read();
    assertThat(other.eval()).containsExactly(new Row("z", null, "1"));
    assertThat(List.of(other.fingerprint(), data.judgedBy(Metric.MCC).fingerprint()))
        .doesNotContain(data.fingerprint())
        .doesNotHaveDuplicates();
  }

  @Test
  void aNameIsFoundInTheFolderOfDataSets() throws IOException {
    file("CoLA/train.tsv", "");
    file("CoLA/dev.tsv", "");
    DataSource named = DataSource.named("cola").in(folder.toString());
    assertThat(named.place()).isEqualTo(folder.resolve("CoLA").toString());
    named.check();
    assertThat(DataSource.named("wordnet").in(folder.toString()).place()).isEqualTo("wordnet");
    assertThat(DataSource.named("cola").in(null).place()).isEqualTo("cola");
    assertThatThrownBy(() -> DataSource.named("rte").in(folder.toString()).check())
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("rte")
                + ": no such folder; download the data set from"
                + " https://dl.fbaipublicfiles.com/glue/data/RTE.zip");
  }

  @Test
  void whatIsNotThereIsSaidBeforeAnythingIsRead() throws IOException {
    assertThatThrownBy(() -> DataSource.named("imdb").check())
        .isInstanceOf(InputException.class)
        .hasMessage("imdb: no such folder and no data set of that name");
    assertThatThrownBy(() -> DataSource.named("sst-2").check())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "sst-2: no such folder; download the data set from"
                + " https://dl.fbaipublicfiles.com/glue/data/SST-2.zip and give the folder that it"
                + " is in with --data DIR");
    assertThatThrownBy(() -> DataSource.named("a\0b").check()).isInstanceOf(InputException.class);
    file("d/train.parquet", "");
    assertThatThrownBy(() -> DataSource.named(folder.resolve("d").toString()).check())
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("d")
                + ": expected train with dev (or development, eval, val, valid, validation) or"
                + " test, or all alone, each as .tsv, .csv or .jsonl; found train.parquet");
    Path none = folder.resolve("none.tsv");
    DataSource files = new DataSource(none.toString(), none.toString(), ColumnChoice.NONE, null);
    assertThatThrownBy(files::check)
        .isInstanceOf(InputException.class)
        .hasMessage(none + " does not exist");
    assertThatThrownBy(() -> new DataSource("wordnet", null, ColumnChoice.parse("label=a"), null))
        .isInstanceOf(InputException.class)
        .hasMessage("wordnet has no columns to choose from");
  }

  @ParameterizedTest
  @CsvSource({
    "glue/SST-2, dev",
    "glue/CoLA, dev",
    "glue/RTE, dev",
    "tsv/MRPC, dev",
    "tsv/TREC, test",
    "tsv/SUBJ, eval",
    "tsv/BANKING77, test",
  })
  void publishedDataSetsHaveTheSizesOfTheirCards(String path, String reported) {
    Path source = Shared.path("datasets", path);
    Dataset data = read(source);
    DataCard card = DataCard.find(source.getFileName().toString()).orElseThrow();
    assertThat(data.metric()).isEqualTo(card.metric());
    assertThat(data.labels()).hasSize(card.classes());
    assertThat(data.train()).hasSize(card.splits().get("train"));
    assertThat(data.eval()).hasSize(card.splits().get(reported));
    assertThat(data.limited(40, 40).train().stream().map(Row::label).distinct())
        .hasSizeGreaterThan(1);
  }
}
