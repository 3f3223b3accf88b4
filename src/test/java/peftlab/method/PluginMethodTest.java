package peftlab.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peftlab.train.TinyModel;

/** A jar on the class path is enough: the command line lists its method and sweeps over it. */
@Timeout(240)
@Tag("slow")
class PluginMethodTest {
  @TempDir static Path folder;

  private static Path jar;

  @BeforeAll
  static void build() {
    jar = PluginJar.build(folder);
  }

  private static String peftlab(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + jar,
                "peftlab.cli.Main"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(status).as(text).isZero();
    return text;
  }

  @Test
  void isListed() throws Exception {
    assertThat(peftlab("methods")).contains("ssf").contains("Scale and shift");
  }

  @Test
  void isSwept() throws Exception {
    TinyModel.write(folder.resolve("model"), TinyModel.TINY, 1);
    Files.writeString(folder.resolve("train.tsv"), rows(24));
    Files.writeString(folder.resolve("eval.tsv"), rows(8));
    Files.writeString(
        folder.resolve("sweep.yaml"),
        """
        title: A method from a jar of its own
        model: %s
        task: {train: "%s", eval: "%s"}
        settings: {epochs: 1, batch: 8, threads: 1, max_length: 16}
        methods:
          - {method: head, lr: 1e-2}
          - {method: ssf, lr: 1e-2, targets: [[value], [query, value]]}
        """
            .formatted(
                folder.resolve("model"), folder.resolve("train.tsv"), folder.resolve("eval.tsv")));
    Path out = folder.resolve("out");
    peftlab("run", folder.resolve("sweep.yaml").toString(), "--out", out.toString());

    List<String> trained = new ArrayList<>();
    Set<String> codes = new HashSet<>();
    for (String line : Files.readAllLines(out.resolve("trials.jsonl"))) {
      JsonNode result = new ObjectMapper().readTree(line);
      assertThat(line).contains("\"status\":\"ok\"");
      trained.add(result.toString());
      codes.add(result.at("/provenance/method_code").asText());
    }
    assertThat(trained).hasSize(3);
    assertThat(codes).hasSize(2).allMatch(code -> code.matches("[0-9a-f]{12}"));
    assertThat(trained).filteredOn(line -> line.contains("\"ssf\"")).hasSize(2);
  }

  private static String rows(int count) {
    StringBuilder text = new StringBuilder("text_a\tlabel\n");
    for (int i = 0; i < count; i++) {
      text.append(i % 2 == 0 ? "a b c d " : "w x y z ").append((char) ('a' + i)).append('\t');
      text.append(i % 2 == 0 ? "first" : "last").append('\n');
    }
    return text.toString();
  }
}
