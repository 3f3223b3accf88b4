package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.Resources;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.format.TensorSink;
import peftlab.checkpoint.format.TensorSource;

/** What {@code predict} writes, and which files it refuses. */
class PredictTest {
  private static final Path MINI = Resources.path("parity-mini");
  private static final Path MODEL = MINI.resolve("checkpoint");
  private static final Path CASE = MINI.resolve("cases/alpha-full-path");

  @TempDir Path folder;

  @Test
  void labelAndProbabilityAreThoseOfTheLogits() throws IOException {
    Path adapter = copy(CASE, "adapter");
    Files.writeString(
        adapter.resolve("classifier.json"),
        "{\"pooling\": \"pooler\", \"maxLength\": 24, \"labels\": [\"a\\tb\", \"\\\\\", \"c\"]}");
    List<String> lines = predict("--adapter", adapter, "--logits");
    assertThat(lines.get(0)).isEqualTo("label\tprobability\tlogit:a\\tb\tlogit:\\\\\tlogit:c");
    List<String> expected = Files.readAllLines(CASE.resolve("single.csv"));
    assertThat(lines).hasSize(expected.size() + 1);
    List<String> labels = List.of("a\\tb", "\\\\", "c");
    for (int i = 0; i < expected.size(); i++) {
      double[] logits =
          Stream.of(expected.get(i).split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      int best = 0;
      double sum = 0;
      for (int j = 0; j < 3; j++) {
        best = logits[j] > logits[best] ? j : best;
        sum += Math.exp(logits[j]);
      }
      String[] cells = lines.get(i + 1).split("\t", -1);
      assertThat(cells).hasSize(5);
      assertThat(cells[0]).isEqualTo(labels.get(best));
      assertThat(Double.parseDouble(cells[1]))
          .isCloseTo(Math.exp(logits[best]) / sum, within(1e-5));
      assertThat(Double.parseDouble(cells[2])).isCloseTo(logits[0], within(1e-5));
    }
  }

  @Test
  void withoutNamesAClassIsItsNumber() {
    List<String> lines = predict("--adapter", CASE);
    assertThat(lines.get(0)).isEqualTo("label\tprobability");
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.matches("[012]\t0\\.\\d+"));
  }

  @Test
  void otherNumbersOfLabelsAreSaid() throws IOException {
    Path adapter = copy(CASE, "adapter");
    Files.writeString(
        adapter.resolve("classifier.json"),
        "{\"pooling\": \"pooler\", \"maxLength\": 24, \"labels\": [\"a\", \"b\"]}");
    refused("3 classes, but the files beside it name 2", "--adapter", adapter);
  }

  /** Rows to answer need no labels, and columns may be named. */
  @Test
  void rowsWithoutLabelsAreAnswered() throws IOException {
    List<String> rows = Files.readAllLines(MINI.resolve("eval.tsv"));
    List<String> texts = rows.stream().map(row -> row.substring(row.indexOf('\t') + 1)).toList();
    Path plain = folder.resolve("plain.tsv");
    Files.write(plain, Stream.concat(Stream.of("text"), texts.stream().skip(1)).toList());
    Path named = folder.resolve("named.tsv");
    Files.write(
        named,
        Stream.concat(Stream.of("id\tgloss"), texts.stream().skip(1).map(text -> "7\t" + text))
            .toList());
    Object[] model = {"--model", MODEL, "--adapter", CASE, "--threads", 1, "--max-length", 24};
    List<String> expected = predict("--adapter", CASE);
    assertThat(Commands.run(0, with(model, "predict", "--data", plain)).out()).isEqualTo(expected);
    assertThat(
            Commands.run(0, with(model, "predict", "--data", named, "--columns", "text_a=gloss"))
                .out())
        .isEqualTo(expected);
    Path out = folder.resolve("out.tsv");
    assertThat(Commands.run(0, with(model, "predict", "--data", plain, "--out", out)).out())
        .isEmpty();
    assertThat(Files.readAllLines(out)).isEqualTo(expected);
  }

  private static Object[] with(Object[] options, Object... first) {
    return Stream.concat(Stream.of(first), Stream.of(options)).toArray();
  }

  /** A model with a classifier of its own; its config.json names the classes. */
  @Test
  void aModelNamesItsClasses() throws IOException {
    Path model = classifier();
    edit(model, "architectures", "['BertForSequenceClassification']");
    edit(model, "id2label", "{'0': 'no', '1': 'perhaps', '2': 'yes'}");
    Commands.Printed printed = run(0, "--model", model);
    assertThat(printed.out().subList(1, 3)).allMatch(line -> line.matches("(no|perhaps|yes)\t.*"));
    edit(model, "id2label", "{'0': 'no', '2': 'yes'}");
    assertThat(run(2, "--model", model).err()).singleElement().asString().contains("id2label");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '@',
      value = {
        "architectures, ['BertForTokenClassification']",
        "architectures, ['BertForMultipleChoice']",
        "problem_type, 'multi_label_classification'"
      })
  void otherClassifiersAreRefused(String key, String value) throws IOException {
    Path model = classifier();
    edit(model, "architectures", "['BertForSequenceClassification']");
    edit(model, key, value);
    assertThat(run(2, "--model", model).err()).singleElement().asString().contains(key);
  }

  @Test
  void weightedAdaptersAreAdded() throws IOException {
    Path weighted = MINI.resolve("weighted");
    List<String> lines =
        predict(
            "--adapter",
            weighted.resolve("one") + ":0.5",
            "--adapter",
            weighted.resolve("two") + ":2",
            "--combination",
            "linear",
            "--logits");
    List<String> expected = Files.readAllLines(weighted.resolve("linear.csv"));
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Double.parseDouble(lines.get(i + 1).split("\t", -1)[2]))
          .isCloseTo(Double.parseDouble(expected.get(i).split(",", -1)[0]), within(1e-5));
    }
    Path merged = folder.resolve("merged");
    Commands.run(
        0,
        "merge",
        "--model",
        MODEL,
        "--adapter",
        weighted.resolve("one") + ":0.25",
        "--out",
        merged);
    Commands.Printed plain = run(0, "--model", merged, "--logits");
    assertThat(Double.parseDouble(plain.out().get(1).split("\t", -1)[2]))
        .isCloseTo(
            Double.parseDouble(
                Files.readAllLines(weighted.resolve("linear-single.csv")).get(0).split(",", -1)[0]),
            within(1e-5));
  }

  /** A pipe would be waited for without end, and a device of zeros read until memory is full. */
  @ParameterizedTest
  @Timeout(60)
  @ValueSource(
      strings = {
        "adapter_config.json",
        "adapter_model.safetensors",
        "classifier.json",
        "head.safetensors"
      })
  void onlyRegularFilesOfAnAdapterAreRead(String name) throws Exception {
    Path adapter = copy(CASE, "adapter");
    refusedWhereSpecial(adapter.resolve(name), "--model", MODEL, "--adapter", adapter);
  }

  @ParameterizedTest
  @Timeout(60)
  @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
  void onlyRegularFilesOfAModelAreRead(String name) throws Exception {
    Path model = copy(MODEL, "model");
    refusedWhereSpecial(model.resolve(name), "--model", model, "--adapter", CASE);
  }

  private static void refusedWhereSpecial(Path file, Object... arguments) throws Exception {
    for (String kind : List.of("folder", "device", "pipe")) {
      Files.deleteIfExists(file);
      if (kind.equals("folder")) {
        Files.createDirectory(file);
      } else if (kind.equals("device")) {
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
      } else {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
      }
      assertThat(run(2, arguments).err())
          .singleElement()
          .asString()
          .contains(file.getFileName().toString())
          .contains(kind.equals("folder") ? "folder" : "regular file is expected");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '&',
      quoteCharacter = '@',
      value = {
        "adapter_config.json & {'peft_type': 'LORA', 'x': DEEP}",
        "adapter_config.json & DEEP",
        "adapter_config.json & {'peft_type': 'LORA', 'r': 1e999999999}",
        "adapter_config.json & {'peft_type': 'LORA', 'r': LONG}",
        "adapter_config.json & {'peft_type': 'LORA', 'lora_alpha': 1e999}",
        "adapter_config.json & {'peft_type': 'LORA', 'peft_type': 'IA3'}",
        "adapter_config.json & {'peft_type'",
        "classifier.json & {'labels': DEEP}"
      })
  void oddJsonIsOneLine(String name, String json) throws IOException {
    Path adapter = copy(CASE, "adapter");
    Files.writeString(
        adapter.resolve(name),
        json.replace('\'', '"').replace("DEEP", "[".repeat(100_000)).replace("LONG", longNumber()));
    assertThat(run(2, "--model", MODEL, "--adapter", adapter).err())
        .singleElement()
        .asString()
        .contains(name)
        .hasSizeLessThan(600);
  }

  private static String longNumber() {
    return "9".repeat(900_000);
  }

  private void refused(String said, Object... more) {
    Object[] all = Stream.concat(Stream.of("--model", MODEL), Stream.of(more)).toArray();
    assertThat(run(2, all).err()).singleElement().asString().contains(said);
  }

  private static List<String> predict(Object... more) {
    return run(0, Stream.concat(Stream.of("--model", MODEL), Stream.of(more)).toArray()).out();
  }

  private static Commands.Printed run(int code, Object... arguments) {
    Stream<Object> first =
        Stream.of(
            "predict", "--threads", "1", "--max-length", "24", "--data", MINI.resolve("eval.tsv"));
    return Commands.run(code, Stream.concat(first, Stream.of(arguments)).toArray());
  }

  /** The checkpoint with a classifier inside. */
  private Path classifier() {
    Path model = folder.resolve("classifier");
    try (Checkpoint base = HuggingFaceFolder.read(MODEL)) {
      HuggingFaceFolder.write(
          model, base.config(), new WithClassifier(base.tensors(), 3), base.tokenizerJson());
    }
    return model;
  }

  /** A model's tensors and those of a classifier, copies of the pooler's first rows. */
  private record WithClassifier(TensorSource base, long classes) implements TensorSource {
    @Override
    public Set<String> names() {
      return Stream.concat(base.names().stream(), Stream.of("classifier.weight", "classifier.bias"))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public long[] shape(String name) {
      long[] shape = base.shape(name.replace("classifier.", "pooler.dense."));
      if (name.startsWith("classifier.")) {
        shape[0] = classes;
      }
      return shape;
    }

    @Override
    public void read(String name, TensorSink sink) {
      String like = name.replace("classifier.", "pooler.dense.");
      float[] values = base.values(like, base.shape(like));
      sink.accept(0, values, 0, Math.toIntExact(TensorSource.elements(shape(name))));
    }

    @Override
    public String origin(String name) {
      return name;
    }

    @Override
    public void close() {
      base.close();
    }
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static void edit(Path model, String key, String value) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path file = model.resolve("config.json");
    ObjectNode config = (ObjectNode) json.readTree(file.toFile());
    config.set(key, json.readTree(value.replace('\'', '"')));
    json.writeValue(file.toFile(), config);
  }
}
