package peftlab.checkpoint.format;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import peftlab.InputException;

/** Tensors of this process, each read when it is asked for. */
public final class ArraySource implements TensorSource {
  private final String what;
  private final Map<String, Entry> entries;

  /**
   * A source.
   *
   * @param what names the whole in messages
   */
  public ArraySource(String what, Map<String, Entry> entries) {
    this.what = what;
    this.entries = new TreeMap<>(entries);
  }

  /** A shape and where its values come from. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Entry(long[] shape, Supplier<float[]> values) {}

  @Override
  public Set<String> names() {
    return entries.keySet();
  }

  @Override
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  @Override
  public void read(String name, TensorSink sink) {
    float[] values = entry(name).values().get();
    for (int at = 0; at < values.length; at += CHUNK) {
      sink.accept(at, values, at, Math.min(CHUNK, values.length - at));
    }
  }

  @Override
  public String origin(String name) {
    return what + ": tensor " + Messages.shown(name);
  }

  @Override
  public void close() {}

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new InputException(what + ": tensor " + Messages.shown(name) + " is missing");
    }
    return entry;
  }
}
