package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.Resources;
import peftlab.checkpoint.ModelEntry;
import peftlab.checkpoint.Models;
import peftlab.data.DataCard;
import peftlab.published.PublishedTable;
import peftlab.published.PublishedTables;

/** The commands that only tell something, and what each says of a bad command line. */
class LookUpCommandsTest {
  @TempDir Path folder;

  @Test
  void paramsCountsAMethodOnAModel() {
    List<String> out =
        told("params --model bert-base --method lora --set rank=8 --classes 3 --pooling cls");

    // 12 layers · 2 projections · rank 8 · (768 + 768); a head of 3 · (768 + 1)
    assertThat(out.get(0)).isEqualTo("lora rank=8 on bert-base");
    assertThat(row(out, "in the layers")).startsWith("294,912 ");
    assertThat(row(out, "pooler")).startsWith("0 ");
    assertThat(row(out, "head of 3 classes")).startsWith("2,307 ");
    assertThat(row(out, "stored in a file")).endsWith("294,912");
    assertThat(row(out, "file, without the head")).startsWith("1,179,648 ");
  }

  @Test
  void paramsCountsValuesOfSixteenBits() {
    String command = "params --model minilm --method ia3 --batch 4 --max-length 16";

    long whole = bytes(told(command));
    assertThat(whole).isPositive();
    assertThat(bytes(told(command + " --bits 16"))).isEqualTo(whole / 2);
  }

  private static long bytes(List<String> out) {
    return Long.parseLong(row(out, "frozen weights").replaceFirst(" .*", "").replace(",", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "params --method lora --model no-such | unknown model 'no-such'",
        "params --method lora --model bert-base --bits 8 | --bits must be 16 or 32, not 8",
        "params --method lora --model bert-base --classes 0 | --classes must be from 1 to 1048576",
        "params --method lora --model bert-base --batch 0 | --batch must be from 1 to 65536, not 0",
        "params --method lora --model bert-base --max-length 513 | --max-length 513 is above the"
            + " 512",
        "params --method lora --model minilm --pooling pooler | minilm has no pooler: choose",
        "params --method lora --model minilm --pooling max | none of mean, cls, pooler",
        "params --method lora --model minilm --set rnk=8 | 'lora' has no hyperparameter 'rnk'",
        "params --method lorra --model minilm | no method is called 'lorra'",
        "methods lora lorra | no method is called 'lorra'",
        "reproduce lora-table9 | no published table is called 'lora-table9'",
        "reproduce lora-table2 --results absent | not a results folder, because it has no"
            + " trials.jsonl",
        "models minilm | Unmatched argument",
        "doctor now | Unmatched argument",
        "merge --adapter a --model minilm | Missing required option: '--out=<out>'",
        "merge --adapter absent --model minilm --out o | absent is not a folder",
      })
  void whatIsWrongIsOneLine(String command, String message) {
    assertThat(Commands.run(2, (Object[]) command.split(" ", -1)).err())
        .singleElement()
        .asString()
        .startsWith("peftlab: ")
        .contains(message);
  }

  @Test
  void modelsAreListedWithTheirLicences() {
    List<String> out = told("models");

    for (ModelEntry model : new Models(line -> {}).list()) {
      assertThat(row(out, model.name())).contains(model.description(), model.licence());
    }
  }

  @Test
  void doctorNamesWhatComputes() {
    List<String> out = told("doctor");

    assertThat(row(out, "java")).contains(Runtime.version().toString());
    assertThat(row(out, "processors")).isEqualTo("" + Runtime.getRuntime().availableProcessors());
    assertThat(row(out, "backend")).isEqualTo("CpuBackend");
    assertThat(row(out, "gpu")).isNotBlank();
  }

  @Test
  void dataSetsAreListedWithSizesAndLicences() {
    List<String> out = told("datasets");

    assertThat(row(out, "cola")).matches("2 +8,551 +1,043 dev +Matthews corr\\. .*");
    for (DataCard card : DataCard.all()) {
      assertThat(row(out, card.id())).contains(card.title());
      assertThat(String.join("\n", out)).contains(card.source(), card.licence());
    }
  }

  @Test
  void methodsShowsTheCardsThatAreNamed() {
    List<String> out = told("methods ia3 bitfit");

    assertThat(out.get(0)).startsWith("ia3: ");
    assertThat(out).anyMatch(line -> line.startsWith("bitfit: "));
    assertThat(String.join("\n", out)).contains("rescaled projections among query, key, value");
  }

  @Test
  void publishedTablesAreListed() {
    List<String> out = told("reproduce");

    for (PublishedTable table : PublishedTables.all()) {
      assertThat(row(out, table.id())).isEqualTo(table.title());
      assertThat(out).contains("    " + table.citation());
    }
  }

  @Test
  void mergeRefusesAnAdapterOfAnotherModelAndWritesNothing() {
    Path model = Resources.path("parity-mini").resolve("checkpoint");

    assertThat(
            Commands.run(
                    2, "merge", "--model", model, "--adapter", model, "--out", folder.resolve("o"))
                .err())
        .singleElement()
        .asString()
        .contains("adapter_config.json");
    assertThat(folder).isEmptyDirectory();
  }

  private static List<String> told(String command) {
    Commands.Printed printed = Commands.run(0, (Object[]) command.split(" ", -1));
    assertThat(printed.err()).isEmpty();
    return printed.out();
  }

  /** What stands behind a line's name. */
  private static String row(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(name.length()).replaceFirst("^[^ ]*", "").strip())
        .orElseThrow(() -> new AssertionError("no line " + name + " in " + lines));
  }
}
