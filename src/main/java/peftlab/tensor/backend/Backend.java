package peftlab.tensor.backend;

import java.util.Locale;
import peftlab.InputException;
import peftlab.tensor.Kernels;
import peftlab.tensor.Precision;
import peftlab.tensor.cpu.FusedCpuKernels;
import peftlab.tensor.device.Device;
import peftlab.tensor.nd4j.Nd4jKernels;

/** Which kernels compute, and where. */
public enum Backend {
  /** BLAS and Java row kernels on the CPU, the default. */
  FUSED {
    @Override
    public Kernels kernels(int threads) {
      if (!Device.onCpu()) {
        throw new InputException(
            "--backend fused computes on the CPU, but ND4J's CUDA backend is on the class path and"
                + " took over: start without it, or with --backend cuda");
      }
      return new FusedCpuKernels(threads);
    }
  },

  /** ND4J operations on whichever ND4J backend is in use. */
  ND4J {
    @Override
    public Kernels kernels(int threads) {
      return new Nd4jKernels(Precision.FLOAT);
    }
  },

  /** ND4J operations on an NVIDIA GPU. */
  CUDA {
    @Override
    public Kernels kernels(int threads) {
      Device.obstacle()
          .ifPresent(
              reason -> {
                throw new InputException("--backend cuda: " + reason);
              });
      return new Nd4jKernels(Precision.FLOAT);
    }
  };

  /**
   * Kernels for one trial.
   *
   * @param threads that they may use; ND4J's own operations take {@code OMP_NUM_THREADS} instead
   * @throws InputException where this backend cannot compute here
   */
  public abstract Kernels kernels(int threads);

  /** The name as on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
