package peftlab.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.InputException;
import peftlab.Resources;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.adapter.AdapterFolder;
import peftlab.nn.Pooling;
import peftlab.tensor.cpu.FusedCpuKernels;
import peftlab.train.Deeper;

/** Adapters that PEFT would read as something else than their tensors say are refused. */
@Timeout(60)
class RefusedAdapterTest {
  private static final Path MINI = Resources.path("parity-mini");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource(
      delimiter = '&',
      quoteCharacter = '@',
      value = {
        "alpha-full-path & alpha_pattern & {'^encoder.layer.0.attention.self.query': 9} & not a"
            + " module",
        "alpha-full-path & alpha_pattern & {'a(?i)b': 9} & not read",
        "alpha-full-path & alpha_pattern & {'\\\\p{L}': 9} & not read",
        "alpha-full-path & alpha_pattern & {'(|.*)*': 9} & not read",
        "alpha-full-path & alpha_pattern & {'que[': 9} & not read",
        "alpha-full-path & alpha_pattern & {'((e|[a-z.]|[a-z])+)+0': 9} & too long",
        "alpha-full-path & rank_pattern & {'key': 3} & not a module",
        "alpha-full-path & rank_pattern & {'value': 2} & has rank 3",
        "alpha-full-path & r & 4 & has rank 3",
        "alpha-full-path & r & null & has rank 3",
        "alpha-full-path & target_modules & ['query', 'value', 'key'] & has no tensors",
        "alpha-full-path & target_modules & ['query'] & does not name",
        "alpha-full-path & target_modules & ['query', 3] & expected names",
        "alpha-full-path & layers_to_transform & [0] & does not name",
        "layers & layers_to_transform & null & has no tensors",
        "excluded & exclude_modules & null & has no tensors",
        "excluded-expression & exclude_modules & '.*layer.0.*' & does not name",
        "saved-output & modules_to_save & ['classifier', 'output', 'intermediate'] & the file has"
            + " no",
        "alpha-full-path & use_future_scaling & true & use_future_scaling is true",
        "alpha-full-path & megatron_config & {'a': 1} & megatron_config",
        "alpha-full-path & init_lora_weights & 'mica' & expected true, false",
        "alpha-full-path & task_type & 'CAUSAL_LM' & task_type is \"CAUSAL_LM\"",
        "alpha-full-path & bias & 'all' & bias is all, but the file has no ",
        "alpha-full-path & bias & 'lora_only' & attention.self.query.bias: it is not whole",
        "alpha-full-path & bias & 'some' & expected none, all, lora_only or vera_only",
        "bias-lora-only & bias & 'all' & bias is all, but the file has no ",
        "vera-layers & bias & 'vera_only' & bias is vera_only, but the file has no ",
        "lora-bias & lora_bias & false & does not belong",
        "ia3 & feedforward_modules & [] & feedforward_modules",
        "vera-layers & r & 5 & has 4 rows",
        "prompt & task_type & null & task_type is missing",
        "prompt & num_layers & 3 & num_layers is 3",
        "prompt & num_attention_heads & 3 & num_attention_heads is 3",
        "prompt & token_dim & 13 & token_dim is 13",
        "prefix & token_dim & 24 & token_dim is 24",
        "prompt & num_transformer_submodules & 2 & num_transformer_submodules is 2"
      })
  void contradictionsAreNamed(String name, String key, String value, String said)
      throws IOException {
    Path folder = copy(name);
    edit(folder, key, value);
    refused(folder).hasMessageContaining(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'SEQ_CLS'", "'FEATURE_EXTRACTION'", "null"})
  void otherTasksGiveNoVectorOfLogits(String task) throws IOException {
    Path folder = copy("alpha-full-path");
    edit(folder, "task_type", task);
    assertThatCode(() -> open(folder, MINI.resolve("checkpoint"))).doesNotThrowAnyException();
    refused(MINI.resolve("cases/tokens")).hasMessageContaining("TOKEN_CLS");
  }

  @Test
  void aDeeperBaseIsAnotherModel() throws IOException {
    Path deeper = temporary.resolve("deeper");
    try (Checkpoint base = HuggingFaceFolder.read(MINI.resolve("checkpoint"))) {
      HuggingFaceFolder.write(
          deeper,
          base.config().withLayers(3),
          new Deeper(base.tensors(), base.config().withLayers(3)),
          base.tokenizerJson());
    }
    for (String name : List.of("alpha-full-path", "ia3", "prompt")) {
      assertThatThrownBy(() -> open(MINI.resolve("cases").resolve(name), deeper))
          .isInstanceOf(InputException.class)
          .hasMessageMatching(".*(layer\\.2\\..* has no tensors|num_layers is 2).*");
    }
  }

  @Test
  void aTokenizerThatCannotBeReadIsNamed() throws IOException {
    Path model = temporary.resolve("model");
    copy(MINI.resolve("checkpoint"), model);
    Path file = model.resolve("tokenizer.json");
    Files.writeString(file, "{\"a\": " + "[".repeat(100_000));
    assertThatThrownBy(() -> open(copy("ia3"), model))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining("nesting depth");
  }

  @Test
  void pickledWeightsAreNotRead() throws IOException {
    Path folder = copy("lora-bias");
    Files.move(folder.resolve("adapter_model.safetensors"), folder.resolve("adapter_model.bin"));
    refused(folder).hasMessageContaining("pickled weights (.bin) are not supported");
  }

  @Test
  void twoBiasesOfOneClassifierMustBeEqual() throws IOException {
    Path folder = copy("bias-all");
    overwrite(folder.resolve("adapter_model.safetensors"), "base_model.model.classifier.bias", 7f);
    refused(folder).hasMessageContaining("classifier.bias").hasMessageContaining("other values");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatIsNoNumberIsNamed(float value) throws IOException {
    Path folder = copy("bias-all");
    String query = "encoder.layer.1.attention.self.query.";
    String adapter = "base_model.model.bert." + query + "lora_B.weight";
    overwrite(folder.resolve("adapter_model.safetensors"), adapter, value);
    refused(folder).hasMessageContainingAll("adapter_model", adapter, "holds " + value);

    Path model = temporary.resolve("model");
    copy(MINI.resolve("checkpoint"), model);
    overwrite(model.resolve("model.safetensors"), query + "weight", value);
    assertThatThrownBy(() -> open(copy("ia3"), model))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("model.safetensors: tensor " + query + "weight holds " + value)
        .hasMessageContaining("at value 0");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(Path folder) {
    return assertThatThrownBy(() -> open(folder, MINI.resolve("checkpoint")))
        .isInstanceOf(InputException.class)
        .hasMessageNotContaining("\n");
  }

  private static void open(Path folder, Path model) {
    AdapterFolder adapter = AdapterFolder.open(folder);
    try (Checkpoint base = HuggingFaceFolder.read(model)) {
      TrainedClassifier.of(base, adapter, Pooling.MEAN, new FusedCpuKernels(1)).close();
    } finally {
      adapter.close();
    }
  }

  private Path copy(String name) throws IOException {
    Path folder = temporary.resolve(name);
    copy(MINI.resolve("cases").resolve(name), folder);
    return folder;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** Sets a key; {@code null} takes it away, and quotes are single. */
  private static void edit(Path folder, String key, String value) throws IOException {
    Path file = folder.resolve("adapter_config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    JsonNode set = JSON.readTree(value.replace('\'', '"'));
    if (set.isNull()) {
      config.remove(key);
    } else {
      config.set(key, set);
    }
    JSON.writeValue(file.toFile(), config);
  }

  /** Gives a tensor of 32-bit floats another first value. */
  private static void overwrite(Path file, String tensor, float value) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong(0);
    JsonNode entry =
        JSON.readTree(new String(bytes.array(), 8, header, StandardCharsets.UTF_8)).get(tensor);
    assertThat(entry.get("dtype").asText()).isEqualTo("F32");
    bytes.putFloat(8 + header + entry.get("data_offsets").get(0).asInt(), value);
    Files.write(file, bytes.array());
  }
}
