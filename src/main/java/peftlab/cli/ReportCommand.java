package peftlab.cli;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import peftlab.InputException;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.RunFiles;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.spec.Experiment;
import peftlab.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes tables and charts of a results folder again; runs nothing. */
@Command(
    name = "report",
    description = "Regenerates tables and charts of a results folder, even during a run.",
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab report reports/quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "A results folder, such as reports/quickstart.")
  private Path folder;

  @Mixin private MixedOption mixed;

  @Override
  public Integer call() {
    List<String> damage = new ArrayList<>();
    List<TrialResult> results = ResultLog.read(folder, damage::add);
    if (results.isEmpty()) {
      throw new InputException(
          damage.isEmpty()
              ? folder + ": no results here; expected a trials.jsonl with at least one"
              : folder + ": no readable result: " + damage.get(0));
    }
    System.out.print(
        Report.write(folder, title(), results, damage, mixed.mixed(), Charset.defaultCharset()));
    System.err.println("\nTables and charts: " + folder);
    return 0;
  }

  private String title() {
    Path experiment = folder.resolve(RunFiles.EXPERIMENT);
    return Files.exists(experiment)
        ? Experiment.read(experiment, List.of()).title()
        : folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
