package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.Resources;
import picocli.CommandLine;

/** What {@code train --save} wrote gives {@code predict} the answers that training reported. */
class SaveTest {
  private static final Path MINI = Resources.path("parity-mini");
  private static final String MODEL = MINI.resolve("checkpoint").toString();
  private static final List<String> LABELS = List.of("animal", "artifact", "food");

  /** Rows that are trained on and reported on: few enough to learn by heart. */
  private static final int SEEN = 24;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "full, mean, 3e-3",
    "head, mean, 1e-1",
    "bitfit, mean, 1e-1",
    "lora, pooler, 1e-2",
    "prompt, mean, 1e-1",
    "adapter, mean, 1e-2"
  })
  void answersAreThoseOfTraining(String method, String pooling, String lr) throws IOException {
    Path adapter = folder.resolve("adapter");
    JsonNode reported =
        new ObjectMapper()
            .readTree(
                run(0, train(method, "--save", adapter, "--pooling", pooling, "--lr", lr)).get(0));
    Path logits = folder.resolve("logits.csv");
    run(0, predict(MODEL, logits, "--adapter", adapter));
    assertThat(accuracy(logits)).isEqualTo(reported.get("accuracy").asDouble());
    // A constant answer would be right too often to notice a wrong head or pooling.
    assertThat(answers(logits).stream().map(SaveTest::largest).distinct().count()).isGreaterThan(1);
    if (method.equals("lora")) {
      Path merged = folder.resolve("merged");
      run(0, List.of("merge", "--model", MODEL, "--adapter", adapter, "--out", merged));
      Path plain = folder.resolve("plain.csv");
      run(0, predict(merged, plain));
      assertThat(accuracy(plain)).isEqualTo(reported.get("accuracy").asDouble());
      assertThat(distance(logits, plain)).isLessThan(1e-5);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsSaidBeforeTraining() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(2, train("head", "--save", file.resolve("x"))).get(0))
        .contains("--save")
        .contains("the folder cannot be created");
  }

  @Test
  void aTraceThatCannotBeWrittenIsSaidBeforeTraining() {
    Path adapter = folder.resolve("adapter");
    Path trace = folder.resolve("missing").resolve("losses.csv");
    assertThat(run(2, train("head", "--save", adapter, "--trace", trace)))
        .singleElement()
        .asString()
        .contains("--trace", "losses.csv");
    assertThat(adapter).isEmptyDirectory();
  }

  @Test
  void anEarlierTraceIsKeptUntilThereIsANewOne() throws IOException {
    Path trace = Files.writeString(folder.resolve("losses.csv"), "step,loss\n1,0.5\n");
    run(2, train("distillation", "--trace", trace));
    assertThat(trace).hasContent("step,loss\n1,0.5\n");
    run(0, train("head", "--trace", trace));
    assertThat(Files.readString(trace)).startsWith("step,loss\n").doesNotContain("1,0.5\n");
  }

  @Test
  void logitsThatCannotBeWrittenAreSaidInOneLine() {
    Path adapter = folder.resolve("adapter");
    run(0, train("head", "--save", adapter));
    Path logits = folder.resolve("missing").resolve("logits.csv");
    assertThat(run(2, predict(MODEL, logits, "--adapter", adapter)))
        .singleElement()
        .asString()
        .contains("cannot be read or written", "logits.csv");
  }

  /** PEFT drops the types of tokens of virtual-token adapters; predict does not. */
  @ParameterizedTest
  @CsvSource({"prompt, true", "p-tuning-v2, true", "lora, false"})
  void pairsThatPeftAnswersOtherwiseAreSaid(String method, boolean said) throws IOException {
    Path pairs = MINI.resolve("pairs.tsv");
    Path adapter = folder.resolve("adapter");
    Commands.Printed printed =
        Commands.run(
            0,
            "train",
            "--model",
            MODEL,
            "--method",
            method,
            "--train",
            pairs,
            "--steps",
            1,
            "--max-length",
            24,
            "--threads",
            1,
            "--save",
            adapter);
    assertThat(printed.err().stream().anyMatch(line -> line.contains("PEFT gives other logits")))
        .isEqualTo(said);
    assertThat(adapter.resolve("classifier.json")).content().contains("\"tokenTypes\" : true");
  }

  @Test
  void aStudentNeedsATeacherThatTrainDoesNotMake() {
    assertThat(run(2, train("distillation", "--save", folder)).get(0)).contains("in an experiment");
  }

  private static List<Object> train(String method, Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of("train", "--model", MODEL, "--method", method, "--steps", "200", "--batch"));
    all.addAll(List.of("10", "--max-length", "16", "--threads", "1", "--dropout", "0"));
    all.addAll(List.of("--warmup", "0"));
    all.addAll(List.of("--train-limit", SEEN, "--eval-limit", SEEN));
    all.addAll(List.of("--train", MINI.resolve("train.tsv"), "--eval", MINI.resolve("train.tsv")));
    all.addAll(Arrays.asList(more));
    return all;
  }

  private static List<Object> predict(Object model, Path out, Object... more) {
    List<Object> all = new ArrayList<>(List.of("predict", "--model", model, "--logits"));
    all.addAll(List.of("--threads", "1"));
    all.addAll(List.of("--data", MINI.resolve("train.tsv"), "--out", out));
    all.addAll(Arrays.asList(more));
    return all;
  }

  /** Runs a command and gives the lines that it printed, those of errors where it fails. */
  private static List<String> run(int code, List<Object> arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    StringWriter errors = new StringWriter();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      CommandLine command = Main.commandLine().setErr(new PrintWriter(errors));
      String[] texts = arguments.stream().map(Object::toString).toArray(String[]::new);
      assertThat(command.execute(texts)).as("%s", errors).isEqualTo(code);
    } finally {
      System.setOut(before);
    }
    return (code == 0 ? printed.toString(StandardCharsets.UTF_8) : errors.toString())
        .lines()
        .toList();
  }

  private static double accuracy(Path logits) throws IOException {
    List<String> rows = Files.readAllLines(MINI.resolve("train.tsv"));
    List<String> answers = answers(logits);
    assertThat(answers).hasSize(rows.size() - 1);
    int right = 0;
    for (int i = 0; i < SEEN; i++) {
      right += rows.get(i + 1).startsWith(LABELS.get(largest(answers.get(i))) + "\t") ? 1 : 0;
    }
    return Math.round(1e4 * right / SEEN) / 1e4;
  }

  private static int largest(String line) {
    double[] logits = logits(line);
    int largest = 0;
    for (int i = 1; i < logits.length; i++) {
      largest = logits[i] > logits[largest] ? i : largest;
    }
    return largest;
  }

  private static double distance(Path a, Path b) throws IOException {
    List<String> left = answers(a);
    List<String> right = answers(b);
    double largest = 0;
    for (int i = 0; i < left.size(); i++) {
      for (int j = 0; j < LABELS.size(); j++) {
        double difference = logits(left.get(i))[j] - logits(right.get(i))[j];
        largest = Math.max(largest, Math.abs(difference));
      }
    }
    return largest;
  }

  private static List<String> answers(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0))
        .isEqualTo("label\tprobability\tlogit:animal\tlogit:artifact\tlogit:food");
    return lines.subList(1, lines.size());
  }

  private static double[] logits(String line) {
    return Arrays.stream(line.split("\t", -1)).skip(2).mapToDouble(Double::parseDouble).toArray();
  }
}
