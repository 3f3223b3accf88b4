package peftlab.cli;

import peftlab.tensor.backend.Backend;
import picocli.CommandLine.Option;

/** The kernels; the launcher sets the variable from a {@code --backend} before the command. */
final class BackendOption {
  @Option(
      names = "--backend",
      defaultValue = "${env:PEFTLAB_BACKEND:-fused}",
      paramLabel = "NAME",
      description =
          "Kernels: fused or nd4j on the CPU, cuda or cuda-ptx on a GPU (default: $PEFTLAB_BACKEND,"
              + " or fused). For a GPU, put the option before the command: peftlab --backend cuda"
              + " run ...")
  private Backend backend;

  Backend backend() {
    return backend;
  }
}
