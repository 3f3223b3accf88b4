package peftlab.tensor;

import java.util.Map;
import java.util.TreeMap;

/** Which stretches of a pool are free: first fit, neighbours joined when given back. */
final class FreeList {
  private final long size;
  private final TreeMap<Long, Long> lengthByOffset = new TreeMap<>();

  FreeList(long size) {
    this.size = size;
    lengthByOffset.put(0L, size);
  }

  /** The offset of a stretch of {@code length}, or -1 where none is long enough. */
  long take(long length) {
    if (length == 0) {
      return 0;
    }
    long offset = firstFit(length);
    if (offset >= 0) {
      long rest = lengthByOffset.remove(offset) - length;
      if (rest > 0) {
        lengthByOffset.put(offset + length, rest);
      }
    }
    return offset;
  }

  private long firstFit(long length) {
    for (Map.Entry<Long, Long> stretch : lengthByOffset.entrySet()) {
      if (stretch.getValue() >= length) {
        return stretch.getKey();
      }
    }
    return -1;
  }

  void give(long offset, long length) {
    if (length == 0) {
      return;
    }
    Map.Entry<Long, Long> before = lengthByOffset.floorEntry(offset);
    Map.Entry<Long, Long> after = lengthByOffset.ceilingEntry(offset);
    boolean overlaps =
        (before != null && before.getKey() + before.getValue() > offset)
            || (after != null && offset + length > after.getKey());
    if (overlaps || offset + length > size) {
      throw new IllegalStateException("memory was given back twice");
    }
    if (after != null && offset + length == after.getKey()) {
      length += after.getValue();
      lengthByOffset.remove(after.getKey());
    }
    if (before != null && before.getKey() + before.getValue() == offset) {
      offset = before.getKey();
      length += before.getValue();
    }
    lengthByOffset.put(offset, length);
  }

  /** Whether nothing is taken. */
  boolean isWhole() {
    Map.Entry<Long, Long> first = lengthByOffset.firstEntry();
    return first != null && first.getValue() == size;
  }
}
