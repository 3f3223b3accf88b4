package peftlab.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.checkpoint.format.OnnxTensors;
import peftlab.checkpoint.format.Safetensors;
import peftlab.checkpoint.format.SafetensorsWriter;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.EncoderConfig;

/**
 * Damaged files either load correctly or are refused with one line; nothing else is thrown, and no
 * more is allocated than a small multiple of the file.
 */
class MutationTest {
  private static final EncoderConfig TINY = new EncoderConfig(1, 4, 2, 6, 10, 8, 2, 1e-12, false);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;
  private int loaded;
  private int refused;

  @Test
  void safetensors() throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafetensorsWriter.write(file, ArrayTensors.bert(TINY, 1));
    byte[] good = Files.readAllBytes(file);
    int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    check(
        4_000,
        random -> Mutations.safetensors(good, header, random),
        file,
        () -> {
          try (TensorSource tensors = Safetensors.open(file)) {
            readAll(tensors);
          }
        });
  }

  @Test
  void config() throws IOException {
    HuggingFaceFolder.write(folder, TINY, ArrayTensors.bert(TINY, 1), new byte[] {'{', '}'});
    Path file = folder.resolve("config.json");
    byte[] good = Files.readAllBytes(file);
    check(
        1_500,
        random -> Mutations.text(good, random),
        file,
        () -> {
          try (Checkpoint checkpoint = HuggingFaceFolder.read(folder)) {
            assertThat(checkpoint.config().width()).isEqualTo(TINY.width());
            assertThat(checkpoint.config().vocabulary()).isEqualTo(TINY.vocabulary());
          }
        });
  }

  @Test
  void shardIndex() throws IOException {
    SafetensorsWriter.write(
        folder.resolve("m1"), new ArrayTensors().put("a", new float[2], 2).put("b", new float[1]));
    Path file = folder.resolve("model.safetensors.index.json");
    byte[] good =
        "{\"metadata\":{\"total_size\":12},\"weight_map\":{\"a\":\"m1\",\"b\":\"m1\"}}"
            .getBytes(StandardCharsets.UTF_8);
    check(
        1_500,
        random -> Mutations.text(good, random),
        file,
        () -> {
          try (TensorSource tensors = Safetensors.openSharded(file)) {
            readAll(tensors);
          }
        });
  }

  @Test
  void onnx() throws IOException {
    Path file = folder.resolve("model.onnx");
    byte[] good = OnnxModels.export(ArrayTensors.bert(TINY, 1)).toByteArray();
    check(
        1_500,
        random -> Mutations.bytes(good, 0, good.length, random),
        file,
        () -> {
          try (TensorSource tensors = OnnxTensors.open(file)) {
            readAll(tensors);
          }
        });
  }

  private void check(int count, Function<Random, byte[]> mutation, Path file, Runnable load)
      throws IOException {
    for (int seed = 0; seed < count; seed++) {
      byte[] bytes = mutation.apply(new Random(seed));
      Mutations.write(file, bytes);
      long most = 600_000 + 30L * bytes.length;
      // Whatever is paid for once, such as class loading, is not paid for twice.
      if (allocatedBy(load, seed) > most) {
        assertThat(allocatedBy(load, seed)).as("seed %d", seed).isLessThan(most);
      }
    }
    assertThat(refused).isGreaterThan(count / 10);
    assertThat(loaded).isGreaterThan(count / 100);
  }

  private long allocatedBy(Runnable load, int seed) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      load.run();
      loaded++;
    } catch (InputException e) {
      refused++;
      assertThat(e.getMessage()).contains(folder.toString()).doesNotContain("\n");
      assertThat(e.getMessage().length()).isLessThan(600);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed, e);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** Every tensor gives as many values as its shape says, or says that it is no float. */
  private static void readAll(TensorSource tensors) {
    for (String name : tensors.names()) {
      long[] seen = {0};
      tensors.read(name, (at, values, from, count) -> seen[0] += count);
      assertThat(seen[0]).isEqualTo(TensorSource.elements(tensors.shape(name)));
    }
  }
}
