package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.Resources;

/** {@code merge} writes a whole model or nothing. */
class MergeTest {
  private static final Path MINI = Resources.path("parity-mini");
  private static final Path MODEL = MINI.resolve("checkpoint");

  @TempDir Path folder;

  /** The pooler that the adapter brings is read last, if at all: pooling does not need it. */
  @ParameterizedTest
  @ValueSource(strings = {"saved-pooler", "saved-pooler-bias", "bias-all-bare", "bias-all"})
  void replacedPoolersAreMerged(String name) throws IOException {
    Path merged = folder.resolve("merged");
    Path adapter = MINI.resolve("cases").resolve(name);
    Commands.run(0, "merge", "--model", MODEL, "--adapter", adapter, "--out", merged);
    assertThat(names(merged))
        .containsExactly(
            "classifier.json",
            "config.json",
            "head.safetensors",
            "model.safetensors",
            "tokenizer.json");
    assertThat(names(folder)).containsExactly("merged");
  }

  @Test
  void whatCannotBeMergedLeavesNothing() throws IOException {
    Path merged = folder.resolve("merged");
    Path prompt = MINI.resolve("cases/prompt");
    assertThat(
            Commands.run(2, "merge", "--model", MODEL, "--adapter", prompt, "--out", merged).err())
        .singleElement()
        .asString()
        .contains("does not merge");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void aFailureAmidTheFilesLeavesWhatWasThere() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      Files.copy(MODEL.resolve(name), model.resolve(name));
    }
    // The last tensor is the pooler's, which is read only to be written.
    try (RandomAccessFile weights =
        new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
      weights.seek(weights.length() - 4);
      weights.writeInt(Integer.reverseBytes(Float.floatToIntBits(Float.NaN)));
    }
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(out.resolve("config.json"), "mine");
    Path adapter = MINI.resolve("cases/alpha-absent");
    assertThat(Commands.run(2, "merge", "--model", model, "--adapter", adapter, "--out", out).err())
        .singleElement()
        .asString()
        .contains("pooler.dense.weight holds NaN");
    assertThat(names(out)).containsExactly("config.json");
    assertThat(out.resolve("config.json")).hasContent("mine");
    assertThat(names(folder)).containsExactly("model", "out");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
