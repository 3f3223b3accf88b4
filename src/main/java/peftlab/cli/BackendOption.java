package peftlab.cli;

import peftlab.tensor.Backend;
import picocli.CommandLine.Option;

/** What computes; the launcher sets the variable from a {@code --backend} before the command. */
final class BackendOption {
  @Option(
      names = "--backend",
      defaultValue = "${env:PEFTLAB_BACKEND:-fused}",
      description =
          "What computes: ${COMPLETION-CANDIDATES} (default: $PEFTLAB_BACKEND, or fused). For a GPU"
              + " give it before the command: peftlab --backend cuda run ...")
  private Backend backend;

  Backend backend() {
    return backend;
  }
}
