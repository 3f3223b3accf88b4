package peftlab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import peftlab.InputException;
import peftlab.experiment.ResultLog;
import peftlab.experiment.TrialResult;
import peftlab.reference.PublishedTable;
import peftlab.reference.PublishedTables;
import peftlab.reference.ReproductionText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a published table beside what is computed and what was run. */
@Command(
    name = "reproduce",
    description = "Prints a published table beside what is computed and what was run.",
    footerHeading = "%nExample:%n",
    footer = {"  ./peftlab reproduce", "  ./peftlab reproduce lora-gpt3-memory"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReproduceCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "TABLE",
      description = "Name of the table; without one, the tables are listed.")
  private String table;

  @Option(names = "--results", description = "Results folder of an experiment that was run.")
  private Path results;

  @Override
  public Integer call() {
    if (table == null) {
      for (PublishedTable each : PublishedTables.all()) {
        System.out.printf("%-17s %s%n    %s%n", each.id(), each.title(), each.citation());
      }
      return 0;
    }
    ReproductionText.lines(PublishedTables.named(table), read()).forEach(System.out::println);
    return 0;
  }

  private List<TrialResult> read() {
    if (results == null) {
      return List.of();
    }
    if (!Files.exists(results.resolve("trials.jsonl"))) {
      throw new InputException(results + " holds no trials.jsonl: it is no results folder");
    }
    return ResultLog.read(results, line -> System.err.println("peftlab: " + line));
  }
}
