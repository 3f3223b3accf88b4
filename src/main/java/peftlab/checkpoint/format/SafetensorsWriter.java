package peftlab.checkpoint.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import peftlab.InputException;

/** Writes tensors as one safetensors file of 32-bit floats, sorted by name, piece by piece. */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * Writes every tensor of a source; the file appears under its name only when it is whole.
   *
   * @throws InputException where the file cannot be written, or the source cannot be read
   */
  public static void write(Path path, TensorSource tensors) {
    List<String> names = tensors.names().stream().sorted().toList();
    try {
      AtomicFiles.write(path, temporary -> write(temporary, names, tensors));
    } catch (IOException e) {
      throw Messages.unwritable(path, e);
    } catch (UncheckedIOException e) {
      throw Messages.unwritable(path, e.getCause());
    }
  }

  /** The bytes that {@link #write} would write of a source. */
  public static long size(TensorSource tensors) {
    List<String> names = tensors.names().stream().sorted().toList();
    long values =
        names.stream()
            .mapToLong(name -> Float.BYTES * TensorSource.elements(tensors.shape(name)))
            .sum();
    try {
      return header(names, tensors).remaining() + values;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is written to memory
    }
  }

  private static void write(Path path, List<String> names, TensorSource tensors)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      writeFully(channel, header(names, tensors));
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(TensorSource.CHUNK * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      for (String name : names) {
        long start = channel.position();
        tensors.read(
            name,
            (at, values, from, count) -> {
              bytes.clear().limit(count * Float.BYTES);
              bytes.asFloatBuffer().put(values, from, count);
              try {
                writeFully(channel, bytes);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
        long expected = Float.BYTES * TensorSource.elements(tensors.shape(name));
        if (channel.position() - start != expected) {
          throw new IllegalStateException(name + " streamed another number of values than it has");
        }
      }
    }
  }

  private static ByteBuffer header(List<String> names, TensorSource tensors) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonFiles.FACTORY.createGenerator(json)) {
      out.writeStartObject();
      out.writeObjectFieldStart("__metadata__");
      out.writeStringField("format", "pt");
      out.writeEndObject();
      long at = 0;
      for (String name : names) {
        long[] shape = tensors.shape(name);
        long end = at + Float.BYTES * TensorSource.elements(shape);
        out.writeObjectFieldStart(name);
        out.writeStringField("dtype", ElementType.F32.name());
        out.writeFieldName("shape");
        out.writeArray(shape, 0, shape.length);
        out.writeFieldName("data_offsets");
        out.writeArray(new long[] {at, end}, 0, 2);
        out.writeEndObject();
        at = end;
      }
      out.writeEndObject();
    }
    byte[] text = json.toByteArray();
    int aligned = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] padded = Arrays.copyOf(text, aligned);
    Arrays.fill(padded, text.length, aligned, (byte) ' ');
    return ByteBuffer.allocate(Long.BYTES + aligned)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(aligned)
        .put(padded)
        .flip();
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
