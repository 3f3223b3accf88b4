package peftlab.tensor.device;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Memory of the first GPU in bytes, whoever uses it; 0 where ND4J computes on the CPU.
 *
 * <p>The driver keeps no peak. Memory is looked at whenever kernels allocate, which they do only
 * while their arena grows.
 */
public final class DeviceMemory {
  private static final AtomicLong PEAK = new AtomicLong();

  private DeviceMemory() {}

  /** Memory of the device. */
  public static long totalBytes() {
    return Device.onCpu() ? 0 : ops().getDeviceTotalMemory(0);
  }

  /** Memory that nobody uses. */
  public static long freeBytes() {
    return Device.onCpu() ? 0 : ops().getDeviceFreeMemory(0);
  }

  /** Most memory in use since {@link #resetPeak}. */
  public static long peakBytes() {
    look();
    return PEAK.get();
  }

  /** Starts a new peak. */
  public static void resetPeak() {
    PEAK.set(0);
    look();
  }

  /** Takes note of the memory now in use. */
  public static void look() {
    if (!Device.onCpu()) {
      PEAK.accumulateAndGet(totalBytes() - freeBytes(), Math::max);
    }
  }

  /**
   * Whether something failed because memory ran out, on the host or on the device; ND4J says the
   * latter only in the message of a plain {@link RuntimeException}.
   */
  public static boolean exhausted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError || exhausted(String.valueOf(cause.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean exhausted(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return (text.contains("alloc") && text.contains("fail") && !text.contains("dealloc"))
        || text.contains("out of memory");
  }

  private static NativeOps ops() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }
}
