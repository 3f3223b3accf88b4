package peftlab.tensor.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Where ND4J computes, and what keeps it from computing on a GPU. */
public final class Device {
  private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";
  private static final String POM = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
  private static final String WITH_PTX = "1.0.0-M1";
  private static final int OLDEST = 37;
  private static final int NEWEST_WITHOUT_PTX = 86;

  static {
    OpenBlasCore.chosen();
  }

  private Device() {}

  /** Asked for once, and only where a GPU matters. */
  private static final class Found {
    static final Optional<Gpu> GPU = Gpu.first();
  }

  /** Whether ND4J's arrays lie in host memory. */
  public static boolean onCpu() {
    return Nd4j.getBackend().getEnvironment().isCPU();
  }

  /** In one line, why ND4J cannot compute on a GPU here and what to do about it. */
  public static Optional<String> obstacle() {
    Optional<String> known = obstacle(cudaOnClassPath(), Found.GPU, nd4jVersion());
    return known.isPresent() || !onCpu()
        ? known
        : Optional.of("ND4J found no CUDA device that it can use; see nvidia-smi for the driver");
  }

  /** Whether ND4J can be touched at all: it does not survive a chip that it has no code for. */
  public static boolean loads() {
    return !cudaOnClassPath()
        || Found.GPU.isEmpty()
        || obstacle(true, Found.GPU, nd4jVersion()).isEmpty();
  }

  static Optional<String> obstacle(boolean cudaOnClassPath, Optional<Gpu> gpu, String version) {
    if (!cudaOnClassPath) {
      return Optional.of(
          gpu.map(g -> "%s is there; start with ./peftlab --backend %s".formatted(g, fitting(g)))
              .orElse("no NVIDIA GPU found (nvidia-smi), and this build has no CUDA"));
    }
    if (gpu.isEmpty()) {
      return Optional.of("no NVIDIA GPU found: nvidia-smi is missing or lists none");
    }
    int capability = gpu.get().capability();
    if (capability < OLDEST) {
      return Optional.of(gpu.get() + ": ND4J needs 3.7 or newer");
    }
    if (capability > NEWEST_WITHOUT_PTX && !version.startsWith(WITH_PTX)) {
      return Optional.of(
          "%s: ND4J %s has code for 3.7 to 8.6 only; start with ./peftlab --backend cuda-ptx"
              .formatted(gpu.get(), version));
    }
    return Optional.empty();
  }

  /** The value of the launcher's --backend that runs on a GPU. */
  private static String fitting(Gpu gpu) {
    return gpu.capability() > NEWEST_WITHOUT_PTX ? "cuda-ptx" : "cuda";
  }

  private static boolean cudaOnClassPath() {
    try {
      Class.forName(CUDA_BACKEND, false, Device.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** ND4J's release, read from its jar without loading the backend. */
  public static String nd4jVersion() {
    Properties pom = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(POM)) {
      if (in != null) {
        pom.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pom.getProperty("version", "of unknown version");
  }

  /** The GPU in use, as ND4J sees it; only where it computes on one. */
  public static Gpu inUse() {
    NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return new Gpu(ops.getDeviceName(0), ops.getDeviceMajor(0), ops.getDeviceMinor(0));
  }
}
