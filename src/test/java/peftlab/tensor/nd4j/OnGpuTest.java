package peftlab.tensor.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import peftlab.tensor.KernelBench;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Storage;
import peftlab.tensor.backend.Backend;
import peftlab.tensor.device.Device;
import peftlab.tensor.device.DeviceMemory;

/** Needs a GPU and a CUDA profile: src/benchmark/gpu.sh runs it. */
@Tag("gpu")
class OnGpuTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void computesOnTheDevice() {
    assertThat(Device.obstacle()).isEmpty();
    try (Kernels kernels = Backend.CUDA.kernels(1);
        KernelBench bench = new KernelBench(kernels, 1)) {
      Matrix a = bench.normal(64, 32);
      Matrix b = bench.normal(16, 32);
      Matrix c = bench.zeros(64, 16);
      kernels.multiply(false, a, true, b, 1, 0, c);
      float[] x = a.toFloats();
      float[] y = b.toFloats();
      double expected = 0;
      for (int i = 0; i < 32; i++) {
        expected += x[i] * y[i];
      }
      assertThat((double) c.toFloats()[0])
          .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-3));
    }
  }

  @Test
  void seesTheMemoryThatKernelsTake() {
    DeviceMemory.resetPeak();
    long before = DeviceMemory.peakBytes();
    try (Kernels kernels = Backend.CUDA.kernels(1);
        Storage storage = kernels.allocate(64 * MEGABYTE)) {
      assertThat(storage.elements()).isEqualTo(64 * MEGABYTE);
      assertThat(DeviceMemory.peakBytes() - before).isGreaterThan(200 * MEGABYTE);
    }
  }

  @Test
  void memoryThatRunsOutIsToldAsSuch() {
    long elements = DeviceMemory.totalBytes() / 2;
    try (Kernels kernels = Backend.CUDA.kernels(1)) {
      Throwable failure = null;
      try (Storage first = kernels.allocate(elements / 4);
          Storage second = kernels.allocate(elements)) {
        second.block(0, elements).assign(first.elements());
      } catch (RuntimeException | OutOfMemoryError e) {
        failure = e;
      }
      assertThat(failure).isNotNull().matches(DeviceMemory::exhausted);
    }
  }
}
