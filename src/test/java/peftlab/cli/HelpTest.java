package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  private static final int COLUMNS = 80;

  static Collection<String> commands() {
    return Main.commandLine().getSubcommands().keySet();
  }

  private static CommandLine command(String name) {
    return Main.commandLine().getSubcommands().get(name);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandIsSummedUpInWholeSentencesAndHasAnExample(String name) {
    CommandLine command = command(name);
    // The list of commands shows the first element alone.
    assertThat(command.getCommandSpec().usageMessage().description()[0]).endsWith(".");
    assertThat(command.getUsageMessage()).contains("Example:", "  ./peftlab " + name);
    assertThat(command.getUsageMessage().lines())
        .allMatch(line -> line.length() <= COLUMNS)
        .noneMatch(line -> line.matches(".*\\s\\.")); // picocli tears ./peftlab apart
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsDescribedToTheEnd(String name) {
    for (OptionSpec option : command(name).getCommandSpec().options()) {
      assertThat(String.join(" ", option.description()).strip())
          .as(option.longestName())
          .matches("(?s).*(\\.|\\.\\.\\.|=1)")
          .doesNotContain("${COMPLETION-CANDIDATES}");
    }
  }

  @Test
  void valuesAreNamedAsTheyAreGiven() {
    assertThat(command("run").getUsageMessage())
        .contains("cuda-ptx", "--mixed=refuse|flag", "--retry-failed")
        .doesNotContain("REFUSE", "FUSED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "report DIR --mixed maybe | peftlab: Invalid value for option '--mixed': expected one of"
            + " refuse, flag but was 'maybe'; see ./peftlab report --help",
        "train --nonsense         | see ./peftlab train --help",
        "nonsense                 | see ./peftlab --help"
      })
  void aWrongCommandLineIsOneLine(String line, String said) {
    StringWriter err = new StringWriter();
    CommandLine program = Main.commandLine().setErr(new PrintWriter(err, true));

    assertThat(program.execute(line.split(" +"))).isEqualTo(Main.BAD_INPUT);

    assertThat(err.toString()).contains(said).hasLineCount(1);
  }

  @Test
  void theBackendStandsBeforeTheCommand() {
    assertThat(Main.commandLine().getUsageMessage())
        .contains("--backend fused|nd4j|cuda|cuda-ptx COMMAND");
  }

  @Test
  void theListOfCommandsIsNotCut() {
    String usage = Main.commandLine().getUsageMessage().replaceAll("\\s+", " ");
    for (String name : commands()) {
      assertThat(usage).contains(command(name).getCommandSpec().usageMessage().description()[0]);
    }
  }
}
