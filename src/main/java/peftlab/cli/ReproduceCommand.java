package peftlab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import peftlab.InputException;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialResult;
import peftlab.published.PublishedTable;
import peftlab.published.PublishedTables;
import peftlab.published.ReproductionText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a published table next to computed counts and your own results. */
@Command(
    name = "reproduce",
    description = "Prints a published table next to computed counts and your own results.",
    footerHeading = "%nExample:%n",
    footer = {"  ./peftlab reproduce", "  ./peftlab reproduce lora-gpt3-memory"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReproduceCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "TABLE",
      description = "Name of the table (default: list the tables).")
  private String table;

  @Option(names = "--results", description = "Results folder of an experiment.")
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
      throw new InputException(results + ": not a results folder, because it has no trials.jsonl");
    }
    return ResultLog.read(results, line -> System.err.println("peftlab: " + line));
  }
}
