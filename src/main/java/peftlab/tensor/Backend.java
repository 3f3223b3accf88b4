package peftlab.tensor;

/** Which kernels compute. */
public enum Backend {
  /** BLAS and Java row kernels on the CPU, the default. */
  FUSED {
    @Override
    public Kernels kernels(int threads) {
      return new FusedCpuKernels(threads);
    }
  };

  /**
   * Kernels for one trial.
   *
   * @param threads that they may use
   */
  public abstract Kernels kernels(int threads);
}
