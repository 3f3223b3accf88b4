package peftlab.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import peftlab.InputException;
import peftlab.conformance.ReferenceRuns;
import peftlab.conformance.RunOutcome;
import peftlab.conformance.Tolerances;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays PyTorch's runs and fails where one comes out differently. */
@Command(
    name = "conformance",
    description = {
      "Replays training runs that PyTorch made and prints how far apart the two are.",
      "Exits with 1 if a run cannot be replayed or exceeds a tolerance."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab conformance my-reference-runs",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ConformanceCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description =
          "Folder with checkpoint, train.tsv, eval.tsv and runs; see src/docs/conformance.md.")
  private Path dir;

  @Option(
      names = "--loss-tolerance",
      defaultValue = "1e-4",
      description = "Tolerance for the loss of each step (default: 1e-4).")
  private double lossTolerance;

  @Option(
      names = "--logit-tolerance",
      defaultValue = "1e-3",
      description = "Tolerance for the logits after the last step (default: 1e-3).")
  private double logitTolerance;

  @Mixin private BackendOption backend;

  @Option(names = "--threads", defaultValue = "2", description = "Threads (default: 2).")
  private int threads;

  @Override
  public Integer call() {
    if (threads < 1) {
      throw new InputException("--threads must be at least 1, not " + threads);
    }
    System.out.printf("%-16s %6s %12s %12s%n", "run", "steps", "loss", "logits");
    List<RunOutcome> outcomes =
        new ReferenceRuns(dir, backend.backend(), threads)
            .check(new Tolerances(lossTolerance, logitTolerance), ConformanceCommand::print);
    long failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
    System.out.printf(
        Locale.ROOT,
        "%d of %d runs within %s (loss) and %s (logits)%n",
        outcomes.size() - failed,
        outcomes.size(),
        plain(lossTolerance),
        plain(logitTolerance));
    return failed == 0 ? 0 : 1;
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static void print(RunOutcome outcome) {
    if (outcome.failure() != null) {
      System.out.printf("%-16s FAILED: %s%n", outcome.run(), outcome.failure());
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%-16s %6d %12.2e %12.2e%s%n",
        outcome.run(),
        outcome.steps(),
        outcome.lossDifference(),
        outcome.logitDifference(),
        outcome.passed() ? "" : "  FAILED: beyond the tolerance");
  }
}
