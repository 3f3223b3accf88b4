package peftlab.tensor.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.tensor.backend.Backend;

/** What is said where ND4J cannot compute on a GPU; nothing here needs one. */
class DeviceTest {
  private static final String MACHINE_CODE = "1.0.0-M2.1";
  private static final String PTX = "1.0.0-M1.1";
  private static final Optional<Gpu> AMPERE = Gpu.parse("8.0, NVIDIA A100-SXM4-40GB");
  private static final Optional<Gpu> HOPPER = Gpu.parse("9.0, NVIDIA H100 80GB HBM3");

  @Test
  void knowsTheReleaseThatDecidesAboutMachineCode() {
    assertThat(Device.nd4jVersion()).matches("1\\.0\\.0-M(1\\.1|2\\.1)");
  }

  @Test
  void readsWhatTheDriverSays() {
    assertThat(HOPPER).contains(new Gpu("NVIDIA H100 80GB HBM3", 9, 0));
    assertThat(Gpu.parse("Failed to initialize NVML: Driver/library version mismatch")).isEmpty();
  }

  @Test
  void runsWhereThereIsCodeForTheChip() {
    assertThat(Device.obstacle(true, AMPERE, MACHINE_CODE)).isEmpty();
    assertThat(Device.obstacle(true, HOPPER, PTX)).isEmpty();
  }

  @Test
  void namesTheProfileForANewerChip() {
    assertThat(Device.obstacle(true, HOPPER, MACHINE_CODE).orElseThrow())
        .contains("H100", "9.0", "./peftlab --backend cuda-ptx")
        .doesNotContain("\n");
  }

  @Test
  void namesTheProfileWhereTheBuildHasNoCuda() {
    assertThat(Device.obstacle(false, AMPERE, MACHINE_CODE).orElseThrow())
        .endsWith("start with ./peftlab --backend cuda");
    assertThat(Device.obstacle(false, HOPPER, MACHINE_CODE).orElseThrow())
        .endsWith("start with ./peftlab --backend cuda-ptx");
    assertThat(Device.obstacle(false, Optional.empty(), MACHINE_CODE).orElseThrow())
        .contains("no NVIDIA GPU");
  }

  @Test
  void refusesAChipThatIsTooOld() {
    assertThat(Device.obstacle(true, Gpu.parse("3.5, Tesla K40m"), PTX).orElseThrow())
        .contains("Tesla K40m", "3.7 or newer");
  }

  @Test
  void cudaIsRefusedInOneLineByABuildWithoutIt() {
    assertThatThrownBy(() -> Backend.CUDA.kernels(1))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("--backend cuda: ");
  }

  @Test
  void memoryOfTheDeviceIsNoneOnTheCpu() {
    DeviceMemory.resetPeak();
    assertThat(DeviceMemory.peakBytes()).isZero();
    assertThat(DeviceMemory.totalBytes()).isZero();
  }

  @Test
  void tellsExhaustedMemoryFromOtherFailures() {
    assertThat(DeviceMemory.exhausted(new OutOfMemoryError("Physical memory usage is too high")))
        .isTrue();
    assertThat(
            DeviceMemory.exhausted(
                new IllegalStateException(
                    "op", new RuntimeException("Allocation failed: [[DEVICE] allocation failed]"))))
        .isTrue();
    assertThat(DeviceMemory.exhausted(new RuntimeException("cudaMalloc failed"))).isTrue();
    assertThat(DeviceMemory.exhausted(new RuntimeException("[DEVICE] deallocation failed")))
        .isFalse();
    assertThat(DeviceMemory.exhausted(new RuntimeException("Op [matmul] execution failed")))
        .isFalse();
    assertThat(DeviceMemory.exhausted(new NullPointerException())).isFalse();
  }
}
