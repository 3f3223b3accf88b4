package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.Resources;

/** What is wrong with an experiment is found before what takes long. */
class ExperimentChecksTest {
  private static final String MODEL =
      Resources.path("parity-mini").resolve("checkpoint").toString();

  @TempDir Path folder;

  @Test
  void aTasksFilesAreLookedForBeforeTheModel() throws IOException {
    Files.createFile(folder.resolve("train.parquet"));
    assertThat(plan("no such model", folder.toString(), 16))
        .startsWith("peftlab: " + folder + ": expected train with dev")
        .endsWith("found suite.yaml, train.parquet");
  }

  @Test
  void aLengthThatTheModelCannotHoldIsFoundBeforeTheRowsAreRead() throws IOException {
    Files.writeString(folder.resolve("train.tsv"), "no table");
    Files.writeString(folder.resolve("dev.tsv"), "no table");
    assertThat(plan(MODEL, folder.toString(), 128)).contains("train.tsv: line 1: found columns");
    assertThat(plan(MODEL, folder.toString(), 129))
        .contains("suite.yaml, line 6: max_length (--max-length) 129: more than the 128 positions");
  }

  private String plan(String model, String task, int length) throws IOException {
    Path suite =
        Files.writeString(
            folder.resolve("suite.yaml"),
            """
            title: t
            model: %s
            task: %s
            settings: {max_length: %d, steps: 1}
            methods:
              - {method: head, lr: 1e-3}
            """
                .formatted(model, task, length));
    StringWriter errors = new StringWriter();
    int code = Main.commandLine().setErr(new PrintWriter(errors)).execute("plan", suite.toString());
    assertThat(code).as("%s", errors).isEqualTo(2);
    return errors.toString().strip();
  }
}
