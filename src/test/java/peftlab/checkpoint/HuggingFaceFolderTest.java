package peftlab.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.SafetensorsWriter;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.EncoderConfig;

/** Folders as Hugging Face writes them, in every spelling, and the lines about wrong ones. */
class HuggingFaceFolderTest {
  private static final EncoderConfig TINY = new EncoderConfig(2, 8, 2, 12, 20, 16, 2, 1e-12, true);
  private static final byte[] TOKENIZER = "{}".getBytes(StandardCharsets.UTF_8);
  @TempDir Path folder;

  @Test
  void readsBackWhatWasWritten() {
    ArrayTensors tensors = ArrayTensors.bert(TINY, 1);
    tensors.putRandom("classifier.weight", new Random(2), 3, 8);
    tensors.putRandom("classifier.bias", new Random(3), 3);
    HuggingFaceFolder.write(folder, TINY, tensors, TOKENIZER);
    try (Checkpoint read = HuggingFaceFolder.read(folder)) {
      assertThat(read.config()).isEqualTo(TINY);
      assertThat(read.origin()).isEqualTo(folder.toString());
      assertThat(read.tokenizerJson()).isEqualTo(TOKENIZER);
      assertSame(read.tensors(), tensors);
    }
  }

  @Test
  void knowsTheNamesOfOldAndWrappedCheckpoints() {
    ArrayTensors plain = ArrayTensors.bert(TINY, 1);
    ArrayTensors old = new ArrayTensors();
    for (String name : plain.names()) {
      old.put(
          "bert."
              + name.replace("LayerNorm.weight", "LayerNorm.gamma")
                  .replace("LayerNorm.bias", "LayerNorm.beta"),
          plain.values(name, plain.shape(name)),
          plain.shape(name));
    }
    old.putRandom("cls.predictions.bias", new Random(4), 20);
    old.putRandom("bert.embeddings.position_ids", new Random(4), 1, 16);
    HuggingFaceFolder.write(folder, TINY, old, TOKENIZER);
    try (Checkpoint read = HuggingFaceFolder.read(folder)) {
      assertSame(read.tensors(), plain);
    }
  }

  @Test
  void poolerIsThereOnlyWhereItIsStored() {
    ArrayTensors tensors = ArrayTensors.bert(TINY, 1);
    tensors.remove("pooler.dense.weight");
    HuggingFaceFolder.write(folder, TINY, tensors, TOKENIZER);
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("model.safetensors") + ": tensor pooler.dense.weight is missing");
    tensors.remove("pooler.dense.bias");
    HuggingFaceFolder.write(folder, TINY, tensors, TOKENIZER);
    try (Checkpoint read = HuggingFaceFolder.read(folder)) {
      assertThat(read.config().pooler()).isFalse();
    }
  }

  @Test
  void sameTensorUnderTwoNamesIsRefused() {
    ArrayTensors tensors = ArrayTensors.bert(TINY, 1);
    tensors.putRandom("bert.pooler.dense.bias", new Random(1), 8);
    HuggingFaceFolder.write(folder, TINY, tensors, TOKENIZER);
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("model.safetensors")
                + ": tensor pooler.dense.bias and bert.pooler.dense.bias are the same BERT tensor,"
                + " but hold other values");
  }

  @Test
  void missingTensorAndWrongShapeAreNamed() {
    ArrayTensors tensors = ArrayTensors.bert(TINY, 1);
    String query = "encoder.layer.1.attention.self.query.weight";
    tensors.putRandom(query, new Random(1), 8, 7);
    HuggingFaceFolder.write(folder, TINY, tensors, TOKENIZER);
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("model.safetensors")
                + ": tensor "
                + query
                + " has shape [8, 7], but config.json makes it [8, 8]");
    tensors.remove(query);
    HuggingFaceFolder.write(folder, TINY, tensors, TOKENIZER);
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("model.safetensors") + ": tensor " + query + " is missing");
  }

  @Test
  void classifierMustFitToo() {
    ArrayTensors tensors = ArrayTensors.bert(TINY, 1);
    tensors.putRandom("classifier.weight", new Random(2), 3, 9);
    tensors.putRandom("classifier.bias", new Random(3), 3);
    HuggingFaceFolder.write(folder, TINY, tensors, TOKENIZER);
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "classifier.weight has shape [3, 9], but config.json makes it [3, 8]");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      nullValues = "absent",
      value = {
        "model_type, absent, |is missing; only \"bert\" is supported|",
        "model_type, \"roberta\", |is \"roberta\"; only \"bert\" is supported|",
        "hidden_act, \"relu\", |is \"relu\"; only \"gelu\" is supported|",
        "position_embedding_type, \"relative_key\", |; only \"absolute\" is supported|",
        "hidden_size, absent, is missing",
        "hidden_size, 0, |is 0, expected a whole number from 1 to 65536|",
        "hidden_size, 8.5, |is 8.5, expected a whole number from 1 to 65536|",
        "num_attention_heads, 3, |is 3, which does not divide hidden_size 8|",
        "num_hidden_layers, -1, |is -1, expected a whole number from 1 to 1024|",
        "num_hidden_layers, 99999999999, |is 99999999999, expected a whole number from 1 to 1024|",
        "intermediate_size, \"x\", |is \"x\", expected a whole number from 1 to 262144|",
        "vocab_size, 16777217, |is 16777217, expected a whole number from 1 to 16777216|",
        "max_position_embeddings, null, |is null, expected a whole number from 1 to 1048576|",
        "type_vocab_size, [], |is [], expected a whole number from 1 to 1024|",
        "layer_norm_eps, 0, |is 0, expected a number above 0 and up to 0.01|",
        "is_decoder, true, |is true, which is not supported|",
        "add_cross_attention, true, |is true, which is not supported|",
        "quantization_config, {\"bits\": 8}, |is {\"bits\":8}, which is not supported|",
        "pruned_heads, |{\"1\": [0, 1]}|, |is {\"1\":[0,1]}, which is not supported|",
        "layer_norm_eps, 1e400, |expected a number above 0 and up to 0.01|"
      })
  void wrongConfigNamesTheKey(String key, String value, String line) throws IOException {
    Path config = configWith(key, value);
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(config + ": key " + key + " ")
        .hasMessageEndingWith(line);
  }

  @ParameterizedTest
  @CsvSource({"hidden_act", "layer_norm_eps", "pad_token_id"})
  void keysWithADefaultMayBeAbsent(String key) throws IOException {
    configWith(key, null);
    try (Checkpoint read = HuggingFaceFolder.read(folder)) {
      assertThat(read.config()).isEqualTo(TINY);
    }
  }

  private Path configWith(String key, String value) throws IOException {
    HuggingFaceFolder.write(folder, TINY, ArrayTensors.bert(TINY, 1), TOKENIZER);
    Path config = folder.resolve("config.json");
    ObjectNode keys = (ObjectNode) JsonFiles.MAPPER.readTree(Files.readAllBytes(config));
    keys.remove(key);
    String json = JsonFiles.MAPPER.writeValueAsString(keys);
    if (value != null) {
      json = json.substring(0, json.length() - 1) + ",\"" + key + "\":" + value + "}";
    }
    return Files.writeString(config, json);
  }

  @Test
  void configThatIsNoJsonIsNamed() throws IOException {
    HuggingFaceFolder.write(folder, TINY, ArrayTensors.bert(TINY, 1), TOKENIZER);
    Path config = folder.resolve("config.json");
    Files.writeString(config, "{\"model_type\": \"bert\",}");
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(config + " is not valid JSON: ")
        .hasMessageNotContaining("\n");
    Files.writeString(config, "[]");
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .hasMessage(config + " holds no JSON object");
    Files.writeString(config, " ".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .hasMessage(config + " has 1048577 bytes, more than the 1048576 that are sensible");
  }

  @Test
  void incompleteFoldersAreNamed() throws IOException {
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("none") + " is not a folder");
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + " holds no config.json, so it is not a Hugging Face model");
    HuggingFaceFolder.write(folder, TINY, ArrayTensors.bert(TINY, 1), TOKENIZER);
    Files.delete(folder.resolve("tokenizer.json"));
    try (Checkpoint read = HuggingFaceFolder.read(folder)) {
      assertThatThrownBy(read::tokenizerJson)
          .isInstanceOf(InputException.class)
          .hasMessage(folder.resolve("tokenizer.json") + " does not exist");
    }
    Files.delete(folder.resolve("model.safetensors"));
    assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder
                + " holds neither model.safetensors nor model.safetensors.index.json; pickled"
                + " weights (.bin) are not supported");
  }

  @Test
  void shardedFolderIsTheSameModel() throws IOException {
    ArrayTensors all = ArrayTensors.bert(TINY, 1);
    HuggingFaceFolder.write(folder, TINY, all, TOKENIZER);
    String whole;
    try (Checkpoint read = HuggingFaceFolder.read(folder)) {
      whole = read.fingerprint();
    }
    Files.delete(folder.resolve("model.safetensors"));
    ObjectNode index = JsonFiles.MAPPER.createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    ArrayTensors[] parts = {new ArrayTensors(), new ArrayTensors()};
    int next = 0;
    for (String name : all.names()) {
      parts[next % 2].put(name, all.values(name, all.shape(name)), all.shape(name));
      map.put(name, next++ % 2 + ".safetensors");
    }
    SafetensorsWriter.write(folder.resolve("0.safetensors"), parts[0]);
    SafetensorsWriter.write(folder.resolve("1.safetensors"), parts[1]);
    Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    try (Checkpoint read = HuggingFaceFolder.read(folder)) {
      assertSame(read.tensors(), all);
      assertThat(read.fingerprint()).isEqualTo(whole);
    }
  }

  @Test
  void fingerprintFollowsWhateverChangesAResult() {
    String original = fingerprint(TINY, ArrayTensors.bert(TINY, 1), TOKENIZER);
    assertThat(original).matches("[0-9a-f]{64}");
    assertThat(fingerprint(TINY, ArrayTensors.bert(TINY, 1), TOKENIZER)).isEqualTo(original);
    ArrayTensors oneBitOff = ArrayTensors.bert(TINY, 1);
    float[] bias = oneBitOff.values("pooler.dense.bias", 8);
    bias[7] = Math.nextUp(bias[7]);
    oneBitOff.put("pooler.dense.bias", bias, 8);
    assertThat(fingerprint(TINY, oneBitOff, TOKENIZER)).isNotEqualTo(original);
    EncoderConfig heads = new EncoderConfig(2, 8, 4, 12, 20, 16, 2, 1e-12, true);
    assertThat(fingerprint(heads, ArrayTensors.bert(TINY, 1), TOKENIZER)).isNotEqualTo(original);
    assertThat(
            fingerprint(TINY, ArrayTensors.bert(TINY, 1), "{ }".getBytes(StandardCharsets.UTF_8)))
        .isNotEqualTo(original);
  }

  private String fingerprint(EncoderConfig config, ArrayTensors tensors, byte[] tokenizer) {
    HuggingFaceFolder.write(folder, config, tensors, tokenizer);
    try (Checkpoint read = HuggingFaceFolder.read(folder)) {
      return read.fingerprint();
    }
  }

  private static void assertSame(TensorSource actual, TensorSource expected) {
    assertThat(actual.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    for (String name : expected.names()) {
      long[] shape = expected.shape(name);
      assertThat(actual.values(name, shape)).as(name).isEqualTo(expected.values(name, shape));
    }
  }
}
