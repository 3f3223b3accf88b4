package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs a command of {@code peftlab} in this process. */
final class Commands {
  private Commands() {}

  /** What a command printed, on standard output and on error. */
  record Printed(List<String> out, List<String> err) {}

  /** Runs a command that must end with a code. */
  static Printed run(int code, Object... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    StringWriter errors = new StringWriter();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
      CommandLine command = Main.commandLine().setErr(new PrintWriter(errors));
      String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
      assertThat(command.execute(texts)).as("%s", errors).isEqualTo(code);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Printed(
        lines(printed), Stream.concat(lines(told).stream(), errors.toString().lines()).toList());
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
