package peftlab.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.EncoderConfig;

/** A SavedModel's variables, put together here as TensorFlow does, become BertModel's tensors. */
class EasyBertLayoutTest {
  // Eleven layers, so that layer_10 sorts between layer_1 and layer_2.
  private static final EncoderConfig TINY = new EncoderConfig(11, 4, 2, 6, 3, 8, 2, 1e-12, true);
  private static final String TOKENIZER =
      "{\"model\":{\"vocab\":{\"[PAD]\":0,\"caf\u00e9\":1,\"##s\":2}}}";

  @TempDir Path folder;

  @Test
  void findsEveryVariable() throws IOException {
    Map<String, float[]> variables = variables();
    convert("[PAD]\ncafé\n##s\n", bytes(variables));
    try (Checkpoint read = HuggingFaceFolder.read(folder.resolve("made"))) {
      assertThat(read.config()).isEqualTo(TINY);
      TensorSource tensors = read.tensors();
      assertThat(tensors.values("embeddings.word_embeddings.weight", 3, 4))
          .isEqualTo(variables.get("module/bert/embeddings/word_embeddings"));
      assertThat(tensors.values("encoder.layer.10.output.LayerNorm.weight", 4))
          .isEqualTo(variables.get("module/bert/encoder/layer_10/output/LayerNorm/gamma"));
      assertThat(tensors.values("encoder.layer.2.attention.self.query.bias", 4))
          .isEqualTo(variables.get("module/bert/encoder/layer_2/attention/self/query/bias"));
      assertThat(tensors.values("encoder.layer.1.intermediate.dense.weight", 6, 4))
          .isEqualTo(
              OnnxModels.transposed(
                  variables.get("module/bert/encoder/layer_1/intermediate/dense/kernel"), 4, 6));
      assertThat(tensors.values("pooler.dense.weight", 4, 4))
          .isEqualTo(OnnxModels.transposed(variables.get("module/bert/pooler/dense/kernel"), 4, 4));
    }
  }

  @Test
  void anotherVocabularyOrSizeIsRefused() {
    byte[] right = bytes(variables());
    for (String vocabulary : new String[] {"[PAD]\n##s\ncafé\n", "[PAD]\ncafé\n", ""}) {
      assertThatThrownBy(() -> convert(vocabulary, right))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("inner.zip: its vocabulary of ")
          .hasMessageEndingWith(" words is not the tokenizer's");
    }
    assertThatThrownBy(() -> convert("[PAD]\ncafé\n##s\n", new byte[8]))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(" has 8 bytes, but BERT-base has " + right.length);
    assertThatThrownBy(() -> convert(null, right))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(": inner.zip holds no assets/vocab.txt");
  }

  private void convert(String vocabulary, byte[] variables) throws IOException {
    Path jar = folder.resolve("model.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      writeJar(out, vocabulary, variables);
    }
    Path scratch = Files.createTempDirectory(folder, "scratch");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      new EasyBertLayout("inner.zip", TINY, () -> TOKENIZER.getBytes(StandardCharsets.UTF_8))
          .convert(zip, scratch, folder.resolve("made"));
    }
  }

  private static void writeJar(OutputStream out, String vocabulary, byte[] variables)
      throws IOException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(inner)) {
      if (vocabulary != null) {
        zip.putNextEntry(new ZipEntry("assets/vocab.txt"));
        zip.write(vocabulary.getBytes(StandardCharsets.UTF_8));
      }
      zip.putNextEntry(new ZipEntry("variables/variables.data-00000-of-00001"));
      zip.write(variables);
    }
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("inner.zip"));
      zip.write(inner.toByteArray());
    }
  }

  /** Every variable of the SavedModel in the order of the file, with random values. */
  private static Map<String, float[]> variables() {
    Map<String, Integer> sizes = new TreeMap<>();
    String bert = "module/bert/";
    sizes.put(bert + "embeddings/word_embeddings", 3 * 4);
    sizes.put(bert + "embeddings/position_embeddings", 8 * 4);
    sizes.put(bert + "embeddings/token_type_embeddings", 2 * 4);
    layerNorm(sizes, bert + "embeddings");
    for (int l = 0; l < 11; l++) {
      String layer = bert + "encoder/layer_" + l;
      for (String dense : new String[] {"self/query", "self/key", "self/value", "output/dense"}) {
        dense(sizes, layer + "/attention/" + dense, 4, 4);
      }
      layerNorm(sizes, layer + "/attention/output");
      dense(sizes, layer + "/intermediate/dense", 4, 6);
      dense(sizes, layer + "/output/dense", 6, 4);
      layerNorm(sizes, layer + "/output");
    }
    dense(sizes, bert + "pooler/dense", 4, 4);
    dense(sizes, "module/cls/predictions/transform/dense", 4, 4);
    layerNorm(sizes, "module/cls/predictions/transform");
    sizes.put("module/cls/predictions/output_bias", 3);
    Random random = new Random(1);
    Map<String, float[]> variables = new TreeMap<>();
    sizes.forEach(
        (name, size) -> {
          float[] values = new float[size];
          for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat();
          }
          variables.put(name, values);
        });
    return variables;
  }

  private static void dense(Map<String, Integer> sizes, String path, int in, int out) {
    sizes.put(path + "/kernel", in * out);
    sizes.put(path + "/bias", out);
  }

  private static void layerNorm(Map<String, Integer> sizes, String path) {
    sizes.put(path + "/LayerNorm/gamma", 4);
    sizes.put(path + "/LayerNorm/beta", 4);
  }

  private static byte[] bytes(Map<String, float[]> variables) {
    int count = variables.values().stream().mapToInt(values -> values.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] values : variables.values()) {
      for (float value : values) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }
}
