package peftlab.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import peftlab.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code peftlab}. */
@Command(
    name = "peftlab",
    description = "Compares parameter-efficient fine-tuning methods on one shared transformer.",
    mixinStandardHelpOptions = true,
    version = "peftlab 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      PlanCommand.class,
      ReportCommand.class,
      TrainCommand.class,
      ConformanceCommand.class,
      PredictCommand.class,
      MergeCommand.class,
      MethodsCommand.class,
      ModelsCommand.class,
      DatasetsCommand.class,
      ParamsCommand.class,
      ReproduceCommand.class,
      DoctorCommand.class
    })
public final class Main {
  /** Exit code for input that is wrong. */
  static final int BAD_INPUT = 2;

  /** Runs one command and exits with its code: 0, 1 for a failure, 2 for wrong input. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(Main::explain);
    return commandLine;
  }

  /** One line for what came from outside; a stack trace only for our own mistakes. */
  private static int explain(
      Exception e, CommandLine commandLine, CommandLine.ParseResult parseResult) throws Exception {
    if (e instanceof InputException) {
      commandLine.getErr().println("peftlab: " + e.getMessage());
      return BAD_INPUT;
    }
    if (e instanceof IOException || e instanceof UncheckedIOException) {
      commandLine.getErr().println("peftlab: a file cannot be read or written: " + reason(e));
      return BAD_INPUT;
    }
    throw e;
  }

  /** What the system says; with the exception's name where that says only which file it is. */
  private static String reason(Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    boolean bare = cause instanceof FileSystemException file && file.getReason() == null;
    return bare || cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
