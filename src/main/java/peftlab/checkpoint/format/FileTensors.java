package peftlab.checkpoint.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peftlab.InputException;

/** Tensors that lie in open files; the one place where tensor values are read. */
public final class FileTensors implements TensorSource {
  private final Map<String, FileTensor> tensors;
  private final List<TensorFile> files;
  private final String what;
  private ByteBuffer bytes;
  private float[] values;

  /**
   * Takes over the files.
   *
   * @param tensors by the names that readers use, in the order of {@link #names()}
   * @param files all that the tensors lie in; closed with this source
   * @param what names the whole in messages
   */
  public FileTensors(Map<String, FileTensor> tensors, List<TensorFile> files, String what) {
    this.tensors = tensors;
    this.files = files;
    this.what = what;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public long[] shape(String name) {
    return stored(name).dimensions();
  }

  @Override
  public synchronized void read(String name, TensorSink sink) {
    FileTensor tensor = stored(name);
    if (bytes == null) {
      int chunk = (int) Math.min(CHUNK, largest());
      bytes = ByteBuffer.allocateDirect(chunk * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      values = new float[chunk];
    }
    tensor.read(
        (at, read, from, count) -> {
          requireFinite(tensor, at, read, from, count);
          sink.accept(at, read, from, count);
        },
        bytes,
        values);
  }

  /** An exponent of ones is infinity or no number; the largest magnitude tells for all at once. */
  private static void requireFinite(
      FileTensor tensor, long at, float[] values, int from, int count) {
    int largest = 0;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & 0x7fffffff);
    }
    if (largest < 0x7f800000) {
      return;
    }
    int first = from;
    while (Float.isFinite(values[first])) {
      first++;
    }
    throw new InputException(
        "%s holds %s at value %d: no model with it gives answers"
            .formatted(tensor.origin(), values[first], at + first - from));
  }

  @Override
  public String origin(String name) {
    return stored(name).origin();
  }

  @Override
  public void close() {
    files.forEach(TensorFile::close);
  }

  private long largest() {
    return tensors.values().stream()
        .mapToLong(tensor -> TensorSource.elements(tensor.dimensions()))
        .max()
        .orElse(0);
  }

  private FileTensor stored(String name) {
    FileTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InputException(what + ": tensor " + Messages.shown(name) + " is missing");
    }
    return tensor;
  }
}
