package peftlab.cli;

import java.util.concurrent.Callable;
import peftlab.tensor.backend.EngineInfo;
import picocli.CommandLine.Command;

/** Shows what computes on this machine. */
@Command(
    name = "doctor",
    description = "Shows backend, BLAS library, threads, memory, and the GPU if there is one.",
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab doctor",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    EngineInfo.collect().forEach((name, value) -> System.out.printf("%-14s %s%n", name, value));
    return 0;
  }
}
