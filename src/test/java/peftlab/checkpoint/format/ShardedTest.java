package peftlab.checkpoint.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.InputException;
import peftlab.checkpoint.ArrayTensors;

/** A model spread over files is read through its index, and only from the index's folder. */
class ShardedTest {
  @TempDir Path outer;
  Path folder;
  Path index;

  @BeforeEach
  void writeShards() throws IOException {
    folder = Files.createDirectory(outer.resolve("model"));
    index = folder.resolve("model.safetensors.index.json");
    SafetensorsWriter.write(
        folder.resolve("model-00001-of-00002.safetensors"),
        new ArrayTensors().put("a", new float[] {1, 2}, 2).put("unlisted", new float[1], 1));
    SafetensorsWriter.write(
        folder.resolve("model-00002-of-00002.safetensors"),
        new ArrayTensors().put("b", new float[] {3}, 1).put("c", new float[] {4}, 1));
    SafetensorsWriter.write(
        outer.resolve("secret.safetensors"), new ArrayTensors().put("a", new float[2], 2));
  }

  @Test
  void readsEachTensorFromItsFile() throws IOException {
    Files.writeString(
        index,
        """
        {"metadata": {"total_size": 16}, "weight_map": {
          "b": "model-00002-of-00002.safetensors",
          "a": "model-00001-of-00002.safetensors",
          "c": "model-00002-of-00002.safetensors"}}\
        """);
    try (TensorSource read = Safetensors.openSharded(index)) {
      assertThat(read.names()).containsExactly("b", "a", "c");
      assertThat(read.values("a", 2)).containsExactly(1, 2);
      assertThat(read.values("b", 1)).containsExactly(3);
      assertThat(read.values("c", 1)).containsExactly(4);
      assertThat(read.origin("c"))
          .isEqualTo(folder.resolve("model-00002-of-00002.safetensors") + ": tensor c");
      assertThatThrownBy(() -> read.shape("d"))
          .isInstanceOf(InputException.class)
          .hasMessage(index + ": tensor d is missing");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.safetensors",
        "/etc/passwd",
        "..",
        ".",
        "",
        "x/../../secret.safetensors",
        "..\\\\secret.safetensors",
        "a\\u0000.safetensors",
        "C:secret.safetensors"
      })
  void namesThatLeaveTheFolderAreRefused(String name) throws IOException {
    Files.writeString(index, "{\"weight_map\": {\"a\": \"" + name + "\"}}");
    assertThatThrownBy(() -> Safetensors.openSharded(index))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(index + ": tensor a is listed in ")
        .hasMessageEndingWith("expected the name of a file in this folder");
  }

  @Test
  void tensorThatIsElsewhereIsNamed() throws IOException {
    Files.writeString(index, "{\"weight_map\": {\"b\": \"model-00001-of-00002.safetensors\"}}");
    assertThatThrownBy(() -> Safetensors.openSharded(index))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("model-00001-of-00002.safetensors")
                + ": tensor b is missing, which model.safetensors.index.json says is here");
  }

  @Test
  void absentShardIsNamed() throws IOException {
    Files.writeString(index, "{\"weight_map\": {\"b\": \"model-3.safetensors\"}}");
    assertThatThrownBy(() -> Safetensors.openSharded(index))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("model-3.safetensors") + " does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"weight_map\": []}", "{\"weight_map\": 3}"})
  void indexWithoutAMapIsRefused(String json) throws IOException {
    Files.writeString(index, json);
    assertThatThrownBy(() -> Safetensors.openSharded(index))
        .isInstanceOf(InputException.class)
        .hasMessage(index + ": key weight_map is missing or no JSON object");
  }
}
