package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of {@code src/docs/from-java.md}: it is the shipped one, compiles and runs. */
@Tag("slow")
class FromJavaTest {
  private static final Path PROGRAM = Path.of("src/examples/from-java/RunAndRead.java");

  @TempDir Path folder;

  @Test
  void thePageShowsTheProgram() throws Exception {
    assertThat(Files.readString(Path.of("src/docs/from-java.md")))
        .contains(Files.readString(PROGRAM));
  }

  @Test
  void theProgramRunsAnExperimentAndPrintsItsScores() throws Exception {
    String path = System.getProperty("java.class.path");
    List<String> options =
        List.of("-proc:none", "--release", "17", "-cp", path, "-d", folder.toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    Stream.concat(options.stream(), Stream.of(PROGRAM.toString()))
                        .toArray(String[]::new)))
        .isZero();
    Path suite =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            title: tiny
            train: {rows: 64}
            eval: {rows: 20}
            settings: {steps: 2}
            methods: [{method: head, lr: 1e-3}, {method: lora, rank: 2, lr: 1e-3}]
            """);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process program =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                folder + File.pathSeparator + path,
                "RunAndRead",
                suite.toString(),
                folder.resolve("out").toString())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    List<String> lines = program.inputReader().lines().toList();
    assertThat(program.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).matches("head seed 1: \\{accuracy=.*\\}, 0 parameters");
    assertThat(lines.get(1)).matches("lora seed 1: \\{accuracy=.*\\}, 18432 parameters");
  }
}
