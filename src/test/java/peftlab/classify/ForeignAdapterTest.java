package peftlab.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.Resources;
import peftlab.Shared;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.adapter.AdapterFolder;
import peftlab.checkpoint.adapter.TaskHead;
import peftlab.checkpoint.adapter.TaskSettings;
import peftlab.data.Row;
import peftlab.data.RowFile;
import peftlab.nn.Pooling;
import peftlab.tensor.cpu.FusedCpuKernels;

/** Files that Hugging Face PEFT wrote give the logits that PEFT gave. */
class ForeignAdapterTest {
  @TempDir static Path temporary;

  @TestFactory
  Stream<DynamicTest> adaptersThatComeWithTheProject() throws IOException {
    return adapters(Resources.path("parity-mini"), 16);
  }

  /** Odd configurations, each on texts and on pairs of texts. */
  @TestFactory
  Stream<DynamicTest> casesThatPeftMade() throws IOException {
    Path root = Resources.path("parity-mini");
    try (Stream<Path> folders = Files.list(root.resolve("cases"))) {
      List<Path> all =
          folders.filter(folder -> Files.exists(folder.resolve("pair.csv"))).sorted().toList();
      assertThat(all).hasSizeGreaterThanOrEqualTo(39);
      return all.stream()
          .flatMap(
              folder ->
                  Stream.of("single", "pair")
                      .map(
                          rows ->
                              DynamicTest.dynamicTest(
                                  folder.getFileName() + " " + rows,
                                  () -> agreesOn(root, folder, rows))));
    }
  }

  private static void agreesOn(Path root, Path folder, String kind) throws IOException {
    Path rows = root.resolve(kind.equals("pair") ? "pairs.tsv" : "eval.tsv");
    agrees(root, folder, rows, folder.resolve(kind + ".csv"), 24);
  }

  @TestFactory
  Stream<DynamicTest> referenceAdapters() throws IOException {
    return adapters(Shared.path("parity"), 40);
  }

  private static Stream<DynamicTest> adapters(Path root, int maxLength) throws IOException {
    try (Stream<Path> folders = Files.list(root.resolve("adapters"))) {
      List<Path> all = folders.sorted().toList();
      assertThat(all).hasSizeGreaterThanOrEqualTo(8);
      return all.stream()
          .map(
              folder ->
                  DynamicTest.dynamicTest(
                      folder.getFileName().toString(),
                      () ->
                          agrees(
                              root,
                              folder,
                              root.resolve("eval.tsv"),
                              folder.resolve("logits.csv"),
                              maxLength)));
    }
  }

  private static void agrees(Path root, Path folder, Path texts, Path answers, int maxLength)
      throws IOException {
    List<double[]> expected = logits(answers);
    List<Row> rows = RowFile.read(texts);
    try (AdapterFolder adapter = AdapterFolder.open(folder)) {
      Pooling pooling = adapter.head().onPooler() ? Pooling.POOLER : Pooling.MEAN;
      try (TrainedClassifier classifier =
          TrainedClassifier.of(
              HuggingFaceFolder.read(root.resolve("checkpoint")),
              adapter,
              pooling,
              new FusedCpuKernels(1))) {
        assertThat(distance(classifier.logits(rows, maxLength), expected)).isLessThan(1e-5);
        String config = Files.readString(folder.resolve("adapter_config.json"));
        boolean folds = !config.contains("num_virtual_tokens");
        assertThat(folds).isEqualTo(merges(classifier, folder, pooling, rows, maxLength, expected));
      }
    }
  }

  /** Whether it merges; the merged model, if any, gives the same logits. */
  private static boolean merges(
      TrainedClassifier classifier,
      Path adapter,
      Pooling pooling,
      List<Row> rows,
      int maxLength,
      List<double[]> expected)
      throws IOException {
    Path merged = Files.createTempDirectory(temporary, adapter.getFileName().toString());
    try {
      classifier.writeMerged(merged, new TaskSettings("mean", maxLength, List.of()));
    } catch (InputException e) {
      assertThat(e).hasMessageContaining("does not merge");
      return false;
    }
    TaskHead head = TaskHead.beside(merged).orElseThrow();
    try (TrainedClassifier plain =
        TrainedClassifier.of(
            HuggingFaceFolder.read(merged), head, pooling, new FusedCpuKernels(1))) {
      assertThat(distance(plain.logits(rows, maxLength), expected)).isLessThan(1e-5);
    }
    return true;
  }

  private static List<double[]> logits(Path csv) throws IOException {
    return Files.readAllLines(csv).stream()
        .map(line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  private static double distance(List<float[]> actual, List<double[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i)).hasSameSizeAs(expected.get(i));
      for (int j = 0; j < actual.get(i).length; j++) {
        largest = Math.max(largest, Math.abs(actual.get(i)[j] - expected.get(i)[j]));
      }
    }
    return largest;
  }
}
