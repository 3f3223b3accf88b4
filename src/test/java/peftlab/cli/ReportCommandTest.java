package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
  @TempDir Path folder;

  @Test
  void aFolderOfResultsIsReportedAnew() throws Exception {
    copyResults();

    assertThat(Main.commandLine().execute("report", folder.toString())).isZero();

    assertThat(folder.resolve("table.md")).content().contains("| head |");
    assertThat(folder.resolve("report.html")).content().contains(folder.getFileName().toString());
    assertThat(folder.resolve("charts").resolve("time.png")).isNotEmptyFile();
  }

  @Test
  void aFolderWithoutResultsIsRefusedInOneLine() {
    assertThat(refusal()).contains("no results here");
  }

  @Test
  void whatCannotBeWrittenIsSaidInOneLine() throws Exception {
    copyResults();
    Files.createFile(folder.resolve("tables")); // where a folder is to be

    assertThat(refusal()).contains("tables and charts cannot be written", "./peftlab report");
  }

  @Test
  void aFileThatCannotBeReadIsSaidInOneLine() throws Exception {
    Files.createDirectory(folder.resolve("trials.jsonl"));

    assertThat(refusal()).contains("trials.jsonl");
  }

  @Test
  void resultsInTheOlderSpellingAreSaidInOneLine() throws Exception {
    Files.writeString(
        folder.resolve("trials.jsonl"),
        "{\"id\":\"5604c89f2236b910\",\"trial\":{\"trainLimit\":0}}\n".repeat(3));

    assertThat(refusal())
        .contains("trials.jsonl, line 1: a result of an older version", "run its experiment again");
  }

  private void copyResults() throws IOException {
    Files.copy(
        Path.of("reports", "wordnet", "quickstart", "trials.jsonl"),
        folder.resolve("trials.jsonl"));
  }

  /** The only line that the command prints as it refuses the folder. */
  private String refusal() {
    StringWriter error = new StringWriter();
    CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(error, true));

    assertThat(commandLine.execute("report", folder.toString())).isEqualTo(Main.BAD_INPUT);

    assertThat(error.toString().lines()).hasSize(1);
    return error.toString();
  }
}
