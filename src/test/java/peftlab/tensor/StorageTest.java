package peftlab.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class StorageTest {
  private static final long MEGABYTE = 1 << 20;
  private static final int ELEMENTS = (int) (100 * MEGABYTE); // 400 MB

  @Test
  void takesMemoryOnceItIsUsedAndGivesItBack() {
    Storage.direct(1).close();
    long before = resident();
    Storage storage = Storage.direct(ELEMENTS);
    assertThat(resident() - before).isLessThan(200);

    for (int i = 0; i < ELEMENTS; i += 1024) {
      storage.buffer().put(i, 1);
    }
    assertThat(resident() - before).isGreaterThan(300);

    storage.close();
    assertThat(resident() - before).isLessThan(200);
  }

  @Test
  void mayBeClosedTwice() {
    Storage storage = Storage.direct(10);
    storage.close();
    storage.close();
    assertThat(storage.isPhantom()).isFalse();
  }

  private static long resident() {
    return Pointer.physicalBytes() / MEGABYTE;
  }
}
