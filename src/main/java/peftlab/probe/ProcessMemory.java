package peftlab.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of this process, as Linux counts it; 0 on other systems. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");

  private ProcessMemory() {}

  /** Largest resident memory since the start, or since {@link #resetPeak}, in bytes. */
  public static long peakBytes() {
    return field("VmHWM:");
  }

  /** Resident memory now, in bytes. */
  public static long residentBytes() {
    return field("VmRSS:");
  }

  /** Starts a new peak; returns whether the system allows it. */
  public static boolean resetPeak() {
    try {
      Files.writeString(CLEAR_REFS, "5");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static long field(String name) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0; // no Linux
    }
    return 0;
  }
}
