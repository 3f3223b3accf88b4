package peftlab.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.InputException;
import peftlab.Resources;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.adapter.TaskHead;
import peftlab.checkpoint.adapter.TaskSettings;
import peftlab.checkpoint.adapter.WeightedAdapters;
import peftlab.data.Row;
import peftlab.data.RowFile;
import peftlab.method.PeftFormat.Combination;
import peftlab.nn.Pooling;
import peftlab.tensor.cpu.FusedCpuKernels;

/** Weighted sums of LoRAs answer as those that PEFT's {@code add_weighted_adapter} made. */
class WeightedAdaptersTest {
  private static final Path MINI = Resources.path("parity-mini");
  private static final Path ROOT = MINI.resolve("weighted");

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "linear, LINEAR, one two, 0.5 2",
    "linear-negative, LINEAR, two one, 1 -0.75",
    "linear-single, LINEAR, one, 0.25",
    "linear-single, CAT, one, 0.25",
    "cat, CAT, one two wide, 0.5 -2 0.3"
  })
  void answersAreThoseOfPeft(String expected, Combination sum, String names, String weights)
      throws IOException {
    List<double[]> logits =
        Files.readAllLines(ROOT.resolve(expected + ".csv")).stream()
            .map(line -> numbers(line, ",").mapToDouble(Double::doubleValue).toArray())
            .toList();
    List<Row> rows = RowFile.read(MINI.resolve("eval.tsv"));
    Path merged = temporary.resolve("merged");
    try (TrainedClassifier classifier = open(sum, names, weights)) {
      assertThat(distance(classifier.logits(rows, 24), logits)).isLessThan(1e-5);
      classifier.writeMerged(merged, new TaskSettings("mean", 24, List.of()));
    }
    try (TrainedClassifier plain =
        TrainedClassifier.of(
            HuggingFaceFolder.read(merged),
            TaskHead.beside(merged).orElseThrow(),
            Pooling.MEAN,
            new FusedCpuKernels(1))) {
      assertThat(distance(plain.logits(rows, 24), logits)).isLessThan(1e-5);
    }
  }

  /** Sums of one and two that PEFT makes in other ways are others indeed. */
  @Test
  void theTwoWaysDiffer() {
    List<Row> rows = RowFile.read(MINI.resolve("eval.tsv"));
    try (TrainedClassifier linear = open(Combination.LINEAR, "one two", "0.5 2");
        TrainedClassifier cat = open(Combination.CAT, "one two", "0.5 2")) {
      List<double[]> exact =
          cat.logits(rows, 24).stream().map(WeightedAdaptersTest::doubles).toList();
      assertThat(distance(linear.logits(rows, 24), exact)).isGreaterThan(1e-2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LINEAR, one wide, --combination cat takes any",
    "CAT, wide one, use_rslora is true",
    "CAT, one dora, use_dora is true",
    "CAT, one ../cases/ia3, only LoRAs are added",
    "CAT, one ../cases/prompt, only LoRAs are added",
    "CAT, texts one, PEFT adds no adapters that train other tensors",
    "CAT, one ../cases/bias-all-bare, PEFT adds no adapters that train other tensors",
    "CAT, one ../cases/lora-bias, lora_bias is true",
    "CAT, one ../cases/layers-pattern, layers_to_transform differs"
  })
  void whatPeftWouldNotAddIsRefused(Combination sum, String names, String said) {
    assertThatThrownBy(() -> open(sum, names, "1 1"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said)
        .hasMessageNotContaining("\n");
  }

  private static TrainedClassifier open(Combination sum, String names, String weights) {
    WeightedAdapters adapters =
        WeightedAdapters.open(
            Stream.of(names.split(" ", -1)).map(ROOT::resolve).toList(),
            numbers(weights, " ").toList(),
            sum);
    return TrainedClassifier.of(
        HuggingFaceFolder.read(MINI.resolve("checkpoint")),
        adapters,
        Pooling.MEAN,
        new FusedCpuKernels(1));
  }

  private static Stream<Double> numbers(String text, String separator) {
    return Arrays.stream(text.split(separator, -1)).map(Double::valueOf);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static double distance(List<float[]> actual, List<double[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.size(); i++) {
      for (int j = 0; j < expected.get(i).length; j++) {
        largest = Math.max(largest, Math.abs(actual.get(i)[j] - expected.get(i)[j]));
      }
    }
    return largest;
  }
}
