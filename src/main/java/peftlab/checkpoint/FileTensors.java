package peftlab.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peftlab.InputException;

/** Tensors that lie in open files; the one place where tensor values are read. */
final class FileTensors implements TensorSource {
  private final Map<String, StoredTensor> tensors;
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
  FileTensors(Map<String, StoredTensor> tensors, List<TensorFile> files, String what) {
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
    StoredTensor tensor = stored(name);
    if (bytes == null) {
      int chunk = (int) Math.min(CHUNK, largest());
      bytes = ByteBuffer.allocateDirect(chunk * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      values = new float[chunk];
    }
    tensor.read(sink, bytes, values);
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

  private StoredTensor stored(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InputException(what + ": tensor " + Messages.shown(name) + " is missing");
    }
    return tensor;
  }
}
