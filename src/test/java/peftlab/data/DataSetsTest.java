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
import peftlab.InputException;
import peftlab.Shared;

class DataSetsTest {
  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  @Test
  void readsTwoFilesInTheirOrder() throws IOException {
    Path train = file("a.tsv", "label\ttext_a\n1\ta\n1\tb\n0\tc\n0\td\n");
    Path eval = file("b.csv", "label,text_a\n0,e\n");
    Dataset data = DataSets.resolve("file:" + train + "," + eval);
    assertThat(data.name()).isEqualTo("a.tsv");
    assertThat(data.metric()).isEqualTo("accuracy");
    assertThat(data.train()).extracting(Row::textA).containsExactly("a", "b", "c", "d");
    assertThat(data.eval()).containsExactly(new Row("e", null, "0"));
  }

  @Test
  void aFolderReportsDevBeforeTest() throws IOException {
    String header = "label\ttext_a\n";
    file("MRPC/train.tsv", header + "1\ta\n0\tb\n1\tc\n");
    file("MRPC/test.tsv", header + "1\ttest\n");
    Path path = folder.resolve("MRPC");
    assertThat(DataSets.resolve(path.toString()).eval().get(0).textA()).isEqualTo("test");
    file("MRPC/dev.jsonl", "{\"label\": 1, \"text_a\": \"dev\"}");
    Dataset data = DataSets.resolve(path.toString());
    assertThat(data.eval().get(0).textA()).isEqualTo("dev");
    assertThat(data.name()).isEqualTo("MRPC");
    assertThat(data.metric()).isEqualTo("binary_f1");
  }

  @Test
  void aSplitSortedByLabelIsMixed() throws IOException {
    StringBuilder rows = new StringBuilder("label\ttext_a\n");
    for (int i = 0; i < 200; i++) {
      rows.append(i / 100).append("\ttext ").append(i).append('\n');
    }
    file("d/train.tsv", rows.toString());
    file("d/dev.tsv", rows.toString());
    Dataset data = DataSets.resolve(folder.resolve("d").toString());
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
    Dataset data = DataSets.resolve(folder.resolve("d").toString());
    assertThat(data.train().size() + data.eval().size()).isEqualTo(300);
    assertThat(data.eval()).hasSizeBetween(10, 60);
    List<String> trained = data.train().stream().map(Row::textA).map(TextHash::normalised).toList();
    assertThat(data.eval())
        .extracting(row -> TextHash.normalised(row.textA()))
        .doesNotContainAnyElementsOf(trained);
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> DataSets.resolve("imdb"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "imdb: no such data set; known are wordnet, folders with train.tsv and dev.tsv or"
                + " test.tsv, and file:TRAIN,EVAL");
    assertThatThrownBy(() -> DataSets.resolve("sst-2"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("sst-2: no such folder; the data set is to be had from https://");
    assertThatThrownBy(() -> DataSets.resolve("file:a.tsv"))
        .isInstanceOf(InputException.class)
        .hasMessage("file:a.tsv: file:TRAIN,EVAL is expected, with two paths");
    assertThatThrownBy(() -> DataSets.resolve("a\0b")).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> DataSets.resolve(folder.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder + ": no train.tsv with a dev.tsv or test.tsv");
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
    Dataset data = DataSets.resolve(source.toString());
    DataCard card = DataCard.find(source.getFileName().toString()).orElseThrow();
    assertThat(data.metric()).isEqualTo(card.metric());
    assertThat(data.labels()).hasSize(card.classes());
    assertThat(data.train()).hasSize(card.splits().get("train"));
    assertThat(data.eval()).hasSize(card.splits().get(reported));
    assertThat(data.limited(40, 40).train().stream().map(Row::label).distinct())
        .hasSizeGreaterThan(1);
  }
}
