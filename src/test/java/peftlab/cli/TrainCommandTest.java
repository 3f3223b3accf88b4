package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.Records;
import peftlab.Resources;
import peftlab.train.Defaults;
import peftlab.train.TrainSettings;
import picocli.CommandLine;

/** What {@code train} takes and prints. */
class TrainCommandTest {
  private static final String MODEL =
      Resources.path("parity-mini").resolve("checkpoint").toString();

  @TempDir Path folder;
  private Path rows;

  @BeforeEach
  void writeRows() throws IOException {
    rows = folder.resolve("rows.csv");
    Files.writeString(rows, "gold,premise,hypothesis\nno,a dog,a cat\nyes,a cat,a cat\n");
  }

  @Test
  void printsEveryMetricTheChosenOneFirst() throws IOException {
    JsonNode line = trained("--columns", "text_a=premise,label=gold", "--metric", "mcc");
    List<String> keys = new ArrayList<>();
    line.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .startsWith("method", "seed", "steps", "metric", "mcc", "accuracy", "macro_f1", "binary_f1")
        .doesNotHaveDuplicates();
    assertThat(line.get("metric").asText()).isEqualTo("mcc");
    String doc = Files.readString(Path.of("src/docs/experiments.md"));
    assertThat(keys).allSatisfy(key -> assertThat(doc).contains("`" + key + "`"));
  }

  @Test
  void aFileIsJudgedByTheCardOfItsFolder() throws IOException {
    Path cola = Files.createDirectories(folder.resolve("CoLA")).resolve("train.csv");
    Files.copy(rows, cola);
    rows = cola;
    assertThat(trained("--columns", "label=gold").get("metric").asText()).isEqualTo("mcc");
  }

  private static TrainSettings settings(String... options) {
    CommandLine program = Main.commandLine();
    List<String> all =
        new ArrayList<>(List.of("train", "--model", "m", "--method", "head", "--train", "f"));
    all.addAll(Arrays.asList(options));
    program.parseArgs(all.toArray(String[]::new));
    return TrainOptions.of(program.getSubcommands().get("train").getCommandSpec(), () -> 1e-3);
  }

  @Test
  void trainsAsExperimentsDoUnlessToldOtherwise() {
    assertThat(settings()).isEqualTo(Defaults.settings(1e-3));
    TrainSettings given =
        settings("--epochs", "3", "--no-shuffle", "--group-by-length", "--lr", "2e-4");
    assertThat(given)
        .isEqualTo(
            Records.with(
                Defaults.settings(2e-4),
                Map.of("epochs", 3, "shuffle", false, "group_by_length", true)));
    assertThat(settings("--shuffle", "--no-group-by-length")).isEqualTo(settings());
    assertThat(Main.commandLine().getSubcommands().get("train").getUsageMessage())
        .containsPattern("--max-length=\\S+\\s+Maximum tokens per example \\(default: 64\\)")
        .containsPattern("--epochs=\\S+\\s+Passes over the training examples \\(default: 2\\)")
        .containsPattern("--lr=\\S+\\s+Learning rate \\(default: the method card's\\)");
  }

  @Test
  void everySettingHasAnOptionThatSetsIt() {
    Map<String, Object> defaults = Records.plain(settings());
    Map<String, String> words = Map.of("schedule", "constant", "pooling", "cls");
    for (RecordComponent component : TrainSettings.class.getRecordComponents()) {
      String key = Records.key(component);
      String option = key.replace('_', '-');
      TrainSettings changed =
          component.getType() == boolean.class
              ? settings((defaults.get(key).equals(true) ? "--no-" : "--") + option)
              : settings("--" + option, words.getOrDefault(key, number(component)));
      assertThat(Records.plain(changed).get(key)).as(key).isNotEqualTo(defaults.get(key));
    }
  }

  private static String number(RecordComponent component) {
    return component.getType() == double.class ? "0.5" : "7";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max-length 2 | --max-length is '2': expected a whole number from 3 to 8192",
        "--dropout 0.95 | --dropout is '0.95': expected a number from 0 to 0.9",
        "--epochs 0 --steps 0 | epochs and steps are both 0: expected one of them above 0",
        "--schedule cosine | --schedule is 'cosine': expected one of constant, linear",
        "--lr 0 | --lr is '0': expected a number from 1.0E-12 to 100",
        "--metric f1 | unknown metric 'f1': Known: accuracy, macro_f1, mcc, binary_f1",
        "--columns premise | columns 'premise': expected text_a=NAME",
        "--eval nowhere.tsv | nowhere.tsv does not exist",
        "--train-limit -1 | --train-limit and --eval-limit must not be negative",
        "--max-length 129 | max_length (--max-length) 129: more than the 128 positions of",
        "--max-length 125 --method prompt --set length=5 | max_length (--max-length) 125 and the 5"
            + " virtual tokens of prompt: more than the 128 positions of",
      })
  void whatIsWrongIsSaidBeforeAnythingIsRead(String options, String message) throws IOException {
    Files.writeString(rows, "this is no table that could be read");
    String[] given = options.split(" ", -1);
    List<String> all = new ArrayList<>(List.of("train", "--model", MODEL));
    if (!options.contains("--method")) {
      all.addAll(List.of("--method", "head"));
    }
    all.addAll(List.of("--train", rows.toString()));
    all.addAll(Arrays.asList(given));
    assertThat(run(2, all)).singleElement().asString().startsWith("peftlab: " + message);
  }

  @Test
  void listsDataSets() {
    List<String> lines = run(0, List.of("datasets"));
    assertThat(lines.get(0)).startsWith("name").endsWith("task");
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    "wordnet +24 +62,351 +7,863 +7,860 test +accuracy +WordNet 3.1 supersenses"))
        .anyMatch(line -> line.matches("cola +2 +8,551 +1,043 dev +Matthews corr. +Corpus .*"))
        .anyMatch(line -> line.matches("rte +https://\\S+"))
        .noneMatch(line -> line.contains("{"));
  }

  @Test
  void columnsThatAreNotClearAreSaid() throws IOException {
    Files.writeString(rows, "gold,premise,hypothesis,note\nno,a dog,a cat,x\n");
    assertThat(run(2, arguments()))
        .singleElement()
        .asString()
        .contains("found columns gold, premise, hypothesis, note, so the text is not clear");
    assertThat(run(2, arguments("--columns", "text_a=text,label=gold")))
        .singleElement()
        .asString()
        .contains("line 1: found columns gold, premise, hypothesis, note, not 'text' once");
  }

  private JsonNode trained(String... more) throws IOException {
    return new ObjectMapper().readTree(run(0, arguments(more)).get(0));
  }

  private List<String> arguments(String... more) {
    List<String> all =
        new ArrayList<>(List.of("train", "--model", MODEL, "--method", "head", "--steps", "2"));
    all.addAll(List.of("--train", rows.toString(), "--eval", rows.toString(), "--threads", "1"));
    all.addAll(List.of("--max-length", "16"));
    all.addAll(Arrays.asList(more));
    return all;
  }

  /** Runs a command and gives the lines that it printed, those of errors where it fails. */
  private static List<String> run(int code, List<String> arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    StringWriter errors = new StringWriter();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      CommandLine command = Main.commandLine().setErr(new PrintWriter(errors));
      assertThat(command.execute(arguments.toArray(String[]::new)))
          .as("%s", errors)
          .isEqualTo(code);
    } finally {
      System.setOut(before);
    }
    return (code == 0 ? printed.toString(StandardCharsets.UTF_8) : errors.toString())
        .lines()
        .toList();
  }
}
