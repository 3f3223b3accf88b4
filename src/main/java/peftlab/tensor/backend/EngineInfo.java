package peftlab.tensor.backend;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import peftlab.tensor.cpu.OneDnn;
import peftlab.tensor.device.Device;
import peftlab.tensor.device.DeviceMemory;
import peftlab.tensor.device.OpenBlasCore;

/** What computes on this machine, for people and for provenance. */
public final class EngineInfo {
  private EngineInfo() {}

  /** Names and values, in the order in which they are shown. */
  public static Map<String, String> collect() {
    Map<String, String> info = new LinkedHashMap<>();
    info.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    info.put("system", system());
    info.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    info.put("heap limit", (Runtime.getRuntime().maxMemory() >> 20) + " MB");
    info.put("memory", (physicalMemory() >> 20) + " MB");
    info.put("javacpp", Loader.class.getPackage().getImplementationVersion());
    info.put("nd4j", Device.nd4jVersion());
    Optional<String> obstacle = Device.obstacle();
    if (Device.loads()) {
      info.put("backend", Nd4j.getBackend().getClass().getSimpleName());
      info.put("blas", Nd4j.factory().blas().getBlasVendor().toString());
      info.put("blas core", OpenBlasCore.chosen());
      info.put("large products", OneDnn.description());
    }
    info.put("gpu", obstacle.map(reason -> "not in use: " + reason).orElseGet(EngineInfo::device));
    return info;
  }

  private static String system() {
    return "%s %s %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }

  private static String device() {
    return "%s; %d of %d MB free"
        .formatted(Device.inUse(), DeviceMemory.freeBytes() >> 20, DeviceMemory.totalBytes() >> 20);
  }

  private static long physicalMemory() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }
}
