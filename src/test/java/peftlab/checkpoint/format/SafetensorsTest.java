package peftlab.checkpoint.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.InputException;
import peftlab.Shared;
import peftlab.checkpoint.ArrayTensors;
import peftlab.checkpoint.SafetensorsFiles;

/** What is written is read back, and what lies is refused with a line that names it. */
class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void readsBackWhatWasWritten() {
    ArrayTensors tensors =
        new ArrayTensors()
            .putRandom("larger.than.a.chunk", new Random(1), 3, TensorSource.CHUNK - 7)
            .putRandom("a.bias", new Random(2), 5)
            .putRandom("scalar", new Random(3))
            .putRandom("empty", new Random(4), 0, 3);
    Path file = folder.resolve("model.safetensors");
    SafetensorsWriter.write(file, tensors);
    try (TensorSource read = Safetensors.open(file)) {
      assertThat(read.names()).containsExactly("a.bias", "empty", "larger.than.a.chunk", "scalar");
      for (String name : tensors.names()) {
        long[] shape = tensors.shape(name);
        assertThat(read.shape(name)).isEqualTo(shape);
        assertThat(read.values(name, shape)).isEqualTo(tensors.values(name, shape));
      }
    }
  }

  @Test
  void headerIsAlignedAndSaysWhoCanReadIt() throws IOException {
    Path file = folder.resolve("model.safetensors");
    for (String name : List.of("a", "ab", "abc")) {
      SafetensorsWriter.write(file, new ArrayTensors().put(name, new float[] {1.5f}, 1));
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      long length = bytes.getLong(0);
      assertThat(length % 8).isZero();
      assertThat(new String(bytes.array(), 8, (int) length, StandardCharsets.UTF_8).strip())
          .isEqualTo(
              "{\"__metadata__\":{\"format\":\"pt\"},\""
                  + name
                  + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
      assertThat(bytes.getFloat(8 + (int) length)).isEqualTo(1.5f);
    }
  }

  @Test
  void opensFilesThatPeftWrote() throws IOException {
    try (Stream<Path> all = Files.walk(Shared.path("parity"))) {
      List<Path> files = all.filter(f -> f.toString().endsWith(".safetensors")).toList();
      assertThat(files).hasSizeGreaterThan(20);
      for (Path file : files) {
        try (TensorSource read = Safetensors.open(file)) {
          for (String name : read.names()) {
            assertThat(read.values(name, read.shape(name))).doesNotContain(Float.NaN);
          }
        }
      }
    }
  }

  @Test
  void streamsInOrderInBoundedPieces() {
    int size = 2 * TensorSource.CHUNK + 3;
    Path file = folder.resolve("model.safetensors");
    SafetensorsWriter.write(file, new ArrayTensors().putRandom("x", new Random(5), size));
    List<Long> starts = new ArrayList<>();
    try (TensorSource read = Safetensors.open(file)) {
      read.read(
          "x",
          (at, values, from, count) -> {
            assertThat(count).isLessThanOrEqualTo(TensorSource.CHUNK);
            starts.add(at);
          });
    }
    assertThat(starts).containsExactly(0L, (long) TensorSource.CHUNK, 2L * TensorSource.CHUNK);
  }

  @Test
  void everyHalfIsExact() {
    int[] finite = IntStream.range(0, 1 << 16).filter(bits -> (bits >> 10 & 31) < 31).toArray();
    float[] values = read("F16", finite);
    for (int i = 0; i < finite.length; i++) {
      assertThat(Float.valueOf(values[i])).isEqualTo(Float.valueOf(halfByDefinition(finite[i])));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 7c00, Infinity",
    "F16, fc00, -Infinity",
    "F16, 7c01, NaN",
    "F16, ffff, NaN",
    "BF16, 7f80, Infinity",
    "BF16, ff80, -Infinity",
    "BF16, 7f81, NaN",
    "BF16, ffc0, NaN"
  })
  void whatIsNoNumberIsRefused(String type, String bits, String shown) {
    assertThatThrownBy(() -> read(type, 0x3c00, Integer.parseInt(bits, 16), 0x3c00))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tensor t holds " + shown + " at value 1");
  }

  private float[] read(String type, int... bits) {
    ByteBuffer data = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : bits) {
      data.putShort((short) value);
    }
    String shape = "[" + bits.length + "]";
    String header = "{" + SafetensorsFiles.entry("t", type, shape, 0, 2L * bits.length) + "}";
    Path file = SafetensorsFiles.write(folder.resolve("short"), header, data.array());
    try (TensorSource read = Safetensors.open(file)) {
      return read.values("t", bits.length);
    }
  }

  private static float halfByDefinition(int bits) {
    double sign = bits >> 15 == 0 ? 1 : -1;
    int exponent = bits >> 10 & 31;
    double fraction = (bits & 1023) / 1024.0;
    return (float)
        (sign
            * (exponent == 0
                ? fraction * Math.pow(2, -14)
                : (1 + fraction) * Math.pow(2, exponent - 15)));
  }

  @Test
  void brainFloatIsTheUpperHalfOfAFloat() {
    assertThat(read("BF16", 0x3fc0, 0xc049, 0x7f7f))
        .containsExactly(1.5f, -3.140625f, Float.intBitsToFloat(0x7f7f0000));
  }

  @Test
  void otherTypesMayBeThereButAreNotRead() {
    String header = "{" + SafetensorsFiles.entry("ids", "I64", "[2]", 0, 16) + "}";
    Path file = SafetensorsFiles.write(folder.resolve("f"), header, new byte[16]);
    try (TensorSource read = Safetensors.open(file)) {
      assertThat(read.shape("ids")).containsExactly(2);
      assertThatThrownBy(() -> read.values("ids", 2))
          .isInstanceOf(InputException.class)
          .hasMessage(file + ": tensor ids has type I64, expected F32, F16 or BF16");
    }
  }

  @Test
  void missingTensorAndWrongShapeAreNamed() {
    Path file = folder.resolve("head.safetensors");
    SafetensorsWriter.write(file, new ArrayTensors().put("weight", new float[6], 2, 3));
    try (TensorSource read = Safetensors.open(file)) {
      assertThatThrownBy(() -> read.values("bias", 2))
          .isInstanceOf(InputException.class)
          .hasMessage(file + ": tensor bias is missing");
      assertThatThrownBy(() -> read.values("weight", 3, 2))
          .isInstanceOf(InputException.class)
          .hasMessage(file + ": tensor weight has shape [2, 3], expected [3, 2]");
    }
  }

  static Stream<Arguments> wrongHeaders() {
    String good = SafetensorsFiles.entry("a", "F32", "[2]", 0, 8);
    String b = ",\"b\":{\"dtype\":\"F32\",";
    return Stream.of(
        Arguments.of("[]", 0, "the header is not a JSON object"),
        Arguments.of("", 0, "the header is not a JSON object"),
        Arguments.of("{" + good, 8, "the header is not valid JSON: Unexpected end-of-input"),
        Arguments.of("{" + good + "}x", 8, "the header is not valid JSON: Unrecognized token 'x'"),
        Arguments.of("{" + good + "}{}", 8, "the header goes on after its JSON object"),
        Arguments.of("{" + good + "," + good + "}", 8, "Duplicate field 'a'"),
        Arguments.of("{\"a\":1}", 0, "tensor a is not a JSON object"),
        Arguments.of("{\"a\":{}}", 0, "tensor a has no dtype"),
        Arguments.of("{\"a\":{\"dtype\":\"F32\"}}", 0, "tensor a has no shape"),
        Arguments.of(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", 0, "tensor a has no two data_offsets"),
        Arguments.of(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0]}}",
            0,
            "tensor a has no two data_offsets"),
        Arguments.of(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4,8]}}",
            4,
            "tensor a: data_offsets has more than 2 numbers"),
        Arguments.of("{\"a\":{\"colour\":1}}", 0, "tensor a has an unknown key colour"),
        Arguments.of("{\"a\":{\"dtype\":3}}", 0, "tensor a: dtype is not a text"),
        Arguments.of("{\"a\":{\"shape\":3}}", 0, "tensor a: shape is not a list"),
        Arguments.of(
            "{" + SafetensorsFiles.entry("a", "F99", "[2]", 0, 8) + "}",
            8,
            "tensor a has an unknown dtype F99"),
        Arguments.of(
            "{" + SafetensorsFiles.entry("a", "F32", "[-2]", 0, 8) + "}",
            8,
            "tensor a: shape holds something else than whole numbers from 0 to 2^63 - 1"),
        Arguments.of(
            "{" + SafetensorsFiles.entry("a", "F32", "[2.0]", 0, 8) + "}",
            8,
            "tensor a: shape holds something else"),
        Arguments.of(
            "{" + SafetensorsFiles.entry("a", "F32", "[99999999999999999999]", 0, 8) + "}",
            8,
            "tensor a: shape holds something else"),
        Arguments.of(
            "{" + SafetensorsFiles.entry("a", "F32", "[4294967296,4294967296]", 0, 0) + "}",
            0,
            "tensor a has a shape too large to exist: [4294967296, 4294967296]"),
        Arguments.of(
            "{" + SafetensorsFiles.entry("a", "F32", "[3]", 0, 8) + "}",
            8,
            "tensor a: F32 [3] takes 12 bytes, but data_offsets give 8"),
        Arguments.of(
            "{" + good + "}", 7, "tensor a lies at bytes 0 to 8 of the data, but the file holds 7"),
        Arguments.of(
            "{" + SafetensorsFiles.entry("a", "F32", "[2]", 8, 0) + "}",
            8,
            "tensor a lies at bytes 8 to 0 of the data"),
        Arguments.of(
            "{" + good + b + "\"shape\":[2],\"data_offsets\":[4,12]}}",
            12,
            "tensor b overlaps another tensor"),
        Arguments.of(
            "{" + good + b + "\"shape\":[1],\"data_offsets\":[12,16]}}",
            16,
            "tensor b follows a gap"),
        Arguments.of("{" + good + "}", 11, "the file has 3 more bytes after its last tensor"),
        Arguments.of("{\"__metadata__\":[]}", 0, "__metadata__ is not a JSON object"),
        Arguments.of("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__ holds more than text"),
        Arguments.of(
            "{" + SafetensorsFiles.entry("a", "F32", "[" + "1,".repeat(16) + "2]", 0, 8) + "}",
            8,
            "tensor a: shape has more than 16 numbers"));
  }

  @ParameterizedTest
  @MethodSource("wrongHeaders")
  void headerThatLiesIsRefused(String header, int data, String line) {
    Path file = SafetensorsFiles.write(folder.resolve("f.safetensors"), header, new byte[data]);
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(line)
        .hasMessageNotContaining("\n");
  }

  @Test
  void lengthThatCannotBeIsRefused() throws IOException {
    Path file = folder.resolve("f");
    for (long length : new long[] {3, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      SafetensorsFiles.write(file, length, new byte[] {'{', '}'}, new byte[0]);
      assertThatThrownBy(() -> Safetensors.open(file))
          .isInstanceOf(InputException.class)
          .hasMessage(
              file
                  + " is not a safetensors file or is cut off: it claims a header of "
                  + Long.toUnsignedString(length)
                  + " bytes, at most 2 are possible");
    }
    Files.write(file, new byte[7]);
    assertThatThrownBy(() -> Safetensors.open(file))
        .hasMessage(file + " has 7 bytes, too few for a safetensors file");
  }

  @Test
  void headerThatIsNoUtf8IsRefused() {
    byte[] json = {'{', '"', (byte) 0xFF, '"', '}'};
    Path file = SafetensorsFiles.write(folder.resolve("f"), json.length, json, new byte[0]);
    assertThatThrownBy(() -> Safetensors.open(file))
        .hasMessage(file + ": the header is not UTF-8 text");
    byte[] wide = "{}".getBytes(StandardCharsets.UTF_16LE);
    SafetensorsFiles.write(file, wide.length, wide, new byte[0]);
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the header is not valid JSON");
  }

  @Test
  void fileThatShrinksWhileItIsReadIsNamed() throws IOException {
    Path file = folder.resolve("f");
    SafetensorsWriter.write(file, new ArrayTensors().putRandom("a", new Random(1), 1000));
    try (TensorSource read = Safetensors.open(file)) {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200));
      assertThatThrownBy(() -> read.values("a", 1000))
          .isInstanceOf(InputException.class)
          .hasMessage(file + " ends at byte 200, before its last tensor does");
    }
  }

  @Test
  void absentFileAndFolderAreNamed() {
    assertThatThrownBy(() -> Safetensors.open(folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("none") + " does not exist");
    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + " is a folder: a file is expected");
  }

  @Test
  void failedWriteLeavesNothing() throws IOException {
    ArrayTensors tensors =
        new ArrayTensors() {
          @Override
          public void read(String name, TensorSink sink) {
            throw new InputException("the source is cut off");
          }
        };
    tensors.put("a", new float[1], 1);
    assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("f"), tensors))
        .hasMessage("the source is cut off");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("no/f"), new ArrayTensors()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder.resolve("no/f") + " cannot be written: ");
  }
}
