package peftlab.tensor.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import peftlab.tensor.Activation;
import peftlab.tensor.Dropout;
import peftlab.tensor.KernelBench;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Norm;
import peftlab.tensor.Precision;

/** Temporaries of {@link Nd4jKernels} come from memory that is used again. */
class Nd4jMemoryTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void repeatedCallsDoNotGrow() {
    try (Kernels kernels = new Nd4jKernels(Precision.FLOAT);
        KernelBench bench = new KernelBench(kernels, 1)) {
      // 4 MB an array, several of them a call.
      Matrix x = bench.normal(1000, 1000);
      Matrix y = bench.zeros(1000, 1000);
      Matrix one = bench.normal(1, 1000);
      Matrix statistics = bench.zeros(1000, 2);
      Runnable calls =
          () -> {
            kernels.activate(Activation.GELU, x, y);
            kernels.layerNorm(new Norm(Dropout.NONE, 1e-12, one, one, y, statistics), x, null, y);
          };
      for (int i = 0; i < 3; i++) {
        calls.run();
      }
      long before = Pointer.physicalBytes();
      for (int i = 0; i < 40; i++) {
        calls.run();
      }
      assertThat(Pointer.physicalBytes() - before).isLessThan(60 * MEGABYTE);
    }
  }
}
