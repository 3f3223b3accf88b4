package peftlab.checkpoint.format;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import peftlab.InputException;

/** A source whose tensors go by other names than the stored ones. */
public abstract class RenamedTensors implements TensorSource {
  /** PEFT stores the bias of a classifier twice; no larger tensor. */
  private static final long MOST_COMPARED = 1 << 20;

  private final TensorSource stored;
  private final String what;
  private final Map<String, String> storedNames = new LinkedHashMap<>();

  /**
   * Takes over a source.
   *
   * @param what names the whole in messages
   * @param canonical gives a stored name's new one
   * @param kind of tensor, for messages
   * @throws InputException where two tensors with other values come to the same name
   */
  public RenamedTensors(
      TensorSource stored, String what, UnaryOperator<String> canonical, String kind) {
    this.stored = stored;
    this.what = what;
    for (String name : stored.names()) {
      String before = storedNames.put(canonical.apply(name), name);
      if (before != null && !same(before, name)) {
        throw new InputException(
            "%s and %s are the same %s, but hold other values"
                .formatted(stored.origin(name), Messages.shown(before), kind));
      }
    }
  }

  private boolean same(String one, String other) {
    long[] shape = stored.shape(one);
    return Arrays.equals(shape, stored.shape(other))
        && TensorSource.elements(shape) <= MOST_COMPARED
        && Arrays.equals(stored.values(one, shape), stored.values(other, shape));
  }

  /** Names the whole in messages. */
  public final String what() {
    return what;
  }

  /** Whether there is a tensor of this canonical name. */
  public final boolean has(String name) {
    return storedNames.containsKey(name);
  }

  /** Forgets all tensors but these, which must be there, and takes over their order. */
  public final void keep(List<String> names) {
    Map<String, String> kept = new LinkedHashMap<>();
    names.forEach(name -> kept.put(name, storedName(name)));
    storedNames.clear();
    storedNames.putAll(kept);
  }

  @Override
  public final Set<String> names() {
    return Collections.unmodifiableSet(storedNames.keySet());
  }

  @Override
  public final long[] shape(String name) {
    return stored.shape(storedName(name));
  }

  @Override
  public final void read(String name, TensorSink sink) {
    stored.read(storedName(name), sink);
  }

  @Override
  public final String origin(String name) {
    return stored.origin(storedName(name));
  }

  @Override
  public final void close() {
    stored.close();
  }

  /** The name in the file. */
  public final String storedName(String name) {
    String found = storedNames.get(name);
    if (found == null) {
      throw new InputException(what + ": tensor " + Messages.shown(name) + " is missing");
    }
    return found;
  }
}
