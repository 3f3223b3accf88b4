package peftlab.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.nn.EncoderConfig;

/**
 * Damaged files either load correctly or are refused with one line; nothing else is thrown, and no
 * more is allocated than a small multiple of the file.
 */
class MutationTest {
  private static final EncoderConfig TINY = new EncoderConfig(1, 4, 2, 6, 10, 8, 2, 1e-12, false);
  private static final String[] TOKENS = {
    "-1",
    "0",
    "1e9",
    "4294967296",
    "9223372036854775807",
    "99999999999999999999",
    "null",
    "true",
    "[",
    "]",
    "{",
    "}",
    "\"",
    ",",
    ":",
    "[[[[[[[[",
    "\"F16\"",
    "\"I64\"",
    "\\u0000",
    "\n",
    "\u00e9"
  };
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
        10_000,
        random -> mutateSafetensors(good, header, random),
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
        3_000,
        random -> mutateText(good, random),
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
        3_000,
        random -> mutateText(good, random),
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
        3_000,
        random -> mutateBytes(good, 0, good.length, random),
        file,
        () -> {
          try (TensorSource tensors = OnnxTensors.open(file)) {
            readAll(tensors);
          }
        });
  }

  private void check(int count, Function<Random, byte[]> mutation, Path file, Runnable load)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int seed = 0; seed < count; seed++) {
        byte[] bytes = mutation.apply(new Random(seed));
        // Not Files.write: to empty a file first takes some disks a millisecond.
        channel.write(ByteBuffer.wrap(bytes), 0);
        channel.truncate(bytes.length);
        long most = 600_000 + 30L * bytes.length;
        // Whatever is paid for once, such as class loading, is not paid for twice.
        if (allocatedBy(load, seed) > most) {
          assertThat(allocatedBy(load, seed)).as("seed %d", seed).isLessThan(most);
        }
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

  private static byte[] mutateSafetensors(byte[] good, int header, Random random) {
    if (random.nextInt(4) > 0) {
      byte[] text = mutateText(Arrays.copyOfRange(good, 8, 8 + header), random);
      // Mostly the length is right, so that the damage gets as far as the parser.
      long length = random.nextInt(10) == 0 ? random.nextLong() >> random.nextInt(64) : text.length;
      return ByteBuffer.allocate(8 + text.length + good.length - 8 - header)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(length)
          .put(text)
          .put(good, 8 + header, good.length - 8 - header)
          .array();
    }
    return mutateBytes(good, 0, 8 + header, random);
  }

  private static byte[] mutateText(byte[] good, Random random) {
    if (random.nextBoolean()) {
      return mutateBytes(good, 0, good.length, random);
    }
    String text = new String(good, StandardCharsets.UTF_8);
    for (int i = 0; i <= random.nextInt(3); i++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(6));
      // A number is hit more often than chance would.
      while (random.nextInt(4) > 0 && at < text.length() - 1 && !digit(text, at)) {
        end = Math.max(end, ++at);
      }
      text = text.substring(0, at) + TOKENS[random.nextInt(TOKENS.length)] + text.substring(end);
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean digit(String text, int at) {
    return Character.isDigit(text.charAt(at));
  }

  private static byte[] mutateBytes(byte[] good, int from, int to, Random random) {
    byte[] bytes = good.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 1 -> {
        int cut = from + random.nextInt(to - from);
        int length = random.nextInt(Math.min(64, bytes.length - cut)) + 1;
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, cut + length, shorter, cut, shorter.length - cut);
        return shorter;
      }
      case 2 -> {
        for (int i = 0; i <= random.nextInt(8); i++) {
          bytes[from + random.nextInt(to - from)] = (byte) random.nextInt(256);
        }
      }
      default -> bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }
}
