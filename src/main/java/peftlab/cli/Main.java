package peftlab.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
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
    footer = {
      "%nTo compute on a GPU, or with ND4J alone, name a backend before the command:",
      "  ./peftlab --backend fused|nd4j|cuda|cuda-ptx COMMAND ..."
    },
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
  private static final int FAILED = 1;
  private static final Pattern CONSTANTS =
      Pattern.compile("\\[([A-Z_]+(?:, [A-Z_]+)*)\\] \\(case-insensitive\\)");

  /** Exit code for input that is wrong. */
  static final int BAD_INPUT = 2;

  /** Runs one command and exits with its code: 0, 1 for a failure, 2 for wrong input. */
  public static void main(String[] args) {
    ExitWatch.begin();
    StuckWatch.begin();
    System.exit(run(args));
  }

  private static int run(String[] args) {
    try {
      return commandLine().execute(args);
    } catch (OutOfMemoryError | LinkageError e) { // memory may run out while a class begins
      return outOfMemory(e)
          .map(
              line -> {
                System.err.println("peftlab: " + line);
                return FAILED;
              })
          .orElseThrow(() -> e);
    }
  }

  /** One line for memory that ran out somewhere below {@code e}; empty for other errors. */
  static Optional<String> outOfMemory(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof OutOfMemoryError || text.contains("OutOfMemoryError")) {
        // JavaCPP's limit of physical memory is a multiple of the heap's.
        boolean heap =
            text.contains("heap space")
                || text.contains("GC overhead")
                || text.contains("maxPhysicalBytes");
        return Optional.of(
            "out of memory ("
                + text.lines().findFirst().orElse("")
                + "): "
                + (heap
                    ? "give Java more memory, for example PEFTLAB_JAVA_OPTS=-Xmx4g"
                    : "use a smaller batch, shorter texts or fewer workers"));
      }
    }
    return Optional.empty();
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(Main::explain);
    commandLine.setParameterExceptionHandler(Main::explain);
    return commandLine;
  }

  /** One line for a wrong command line, with values as they are given: picocli shows constants. */
  private static int explain(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    if (command.getParent() == null && args.length == 0) {
      command.usage(command.getErr());
      return BAD_INPUT;
    }
    String said =
        CONSTANTS
            .matcher(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
            .replaceAll(constants -> constants.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
    command
        .getErr()
        .println(
            "peftlab: " + said + "; see ./" + command.getCommandSpec().qualifiedName() + " --help");
    return BAD_INPUT;
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
    Optional<String> memory = outOfMemory(e);
    if (memory.isPresent()) {
      commandLine.getErr().println("peftlab: " + memory.get());
      return FAILED;
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
