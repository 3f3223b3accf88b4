package peftlab.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program in a process of its own.
 *
 * @param folder for its output
 * @param options of the virtual machine
 * @param classPath in addition to this project's
 */
record Program(Path folder, List<String> options, List<Path> classPath) {

  /** How it ended: exit code, and what it printed to each stream. */
  record Ended(int code, String out, String err) {}

  Ended run(String... arguments) throws IOException, InterruptedException {
    StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
    classPath.forEach(entry -> path.append(File.pathSeparator).append(entry));
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", path.toString(), Main.class.getName()));
    command.addAll(List.of(arguments));
    return run(new ProcessBuilder(command), folder);
  }

  /** Runs any process; waits two minutes for it. */
  static Ended run(ProcessBuilder builder, Path folder) throws IOException, InterruptedException {
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + builder.command());
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
