package peftlab.cli;

import java.util.Optional;

/**
 * Notices if something other than the command line ends the program: a method that calls {@code
 * System.exit} would otherwise end a run in silence, with whatever code it likes.
 */
final class ExitWatch {
  private ExitWatch() {}

  static void begin() {
    Runtime.getRuntime().addShutdownHook(new Thread(ExitWatch::check, "exit watch"));
  }

  /**
   * Whoever called exit waits in it, and its stack says who it is. A signal leaves no such stack.
   */
  private static void check() {
    for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
      caller(stack)
          .filter(frame -> !frame.getClassName().equals(Main.class.getName()))
          .ifPresent(
              frame -> {
                System.err.println(
                    "peftlab: "
                        + frame.getClassName()
                        + "."
                        + frame.getMethodName()
                        + " ended the program with System.exit: a method must throw an exception"
                        + " instead");
                System.err.flush();
                Runtime.getRuntime().halt(Main.BAD_INPUT);
              });
    }
  }

  private static Optional<StackTraceElement> caller(StackTraceElement[] stack) {
    for (int i = stack.length - 2; i >= 0; i--) {
      if (stack[i].getClassName().equals("java.lang.Runtime")
          && stack[i].getMethodName().equals("exit")) {
        boolean bySystem = stack[i + 1].getClassName().equals("java.lang.System");
        return Optional.of(stack[Math.min(stack.length - 1, bySystem ? i + 2 : i + 1)]);
      }
    }
    return Optional.empty();
  }
}
