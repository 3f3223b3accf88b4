package peftlab.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/** Ways to damage a file. */
public final class Mutations {
  private static final String[] TOKENS = {
    "-1",
    "0",
    "1e9",
    "2147483647",
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

  private Mutations() {}

  /** Replaces a file's content without emptying it first, which takes some disks a millisecond. */
  public static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.truncate(bytes.length);
    }
  }

  /** A safetensors file with a damaged header of {@code header} bytes. */
  public static byte[] safetensors(byte[] good, int header, Random random) {
    if (random.nextInt(4) > 0) {
      byte[] text = text(Arrays.copyOfRange(good, 8, 8 + header), random);
      // Mostly the length is right, so that the damage gets as far as the parser.
      long length = random.nextInt(10) == 0 ? random.nextLong() >> random.nextInt(64) : text.length;
      return ByteBuffer.allocate(8 + text.length + good.length - 8 - header)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(length)
          .put(text)
          .put(good, 8 + header, good.length - 8 - header)
          .array();
    }
    return bytes(good, 0, 8 + header, random);
  }

  /** Text with damaged bytes, or with pieces replaced by others that a parser knows. */
  public static byte[] text(byte[] good, Random random) {
    if (random.nextBoolean()) {
      return bytes(good, 0, good.length, random);
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

  /** Bytes cut off, cut out or changed between {@code from} and {@code to}. */
  public static byte[] bytes(byte[] good, int from, int to, Random random) {
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
