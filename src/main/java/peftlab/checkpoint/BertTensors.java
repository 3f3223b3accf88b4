package peftlab.checkpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import peftlab.InputException;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;

/** A source's tensors under BertModel's names, checked against a configuration. */
final class BertTensors implements TensorSource {
  private final TensorSource stored;
  private final String what;
  private final Map<String, String> storedName = new LinkedHashMap<>();

  /**
   * Takes over a source under its canonical names.
   *
   * @param what names the whole in messages
   * @throws InputException where two tensors come to the same name
   */
  BertTensors(TensorSource stored, String what) {
    this.stored = stored;
    this.what = what;
    for (String name : stored.names()) {
      String before = storedName.put(BertNames.canonical(name), name);
      if (before != null) {
        throw new InputException(
            stored.origin(name) + " and " + Messages.shown(before) + " are the same BERT tensor");
      }
    }
  }

  /** Whether any tensor of the pooler is there. */
  boolean hasPooler() {
    return has(BertNames.POOLER);
  }

  /**
   * Checks that every tensor of the encoder, and of the classifier if there is one, is there in its
   * shape, and forgets all others.
   *
   * @throws InputException naming the first tensor that is missing or has another shape
   */
  void restrictTo(EncoderConfig config) {
    Map<String, String> kept = new LinkedHashMap<>();
    BertParameters.shapes(config)
        .forEach(
            (name, shape) -> {
              require(name, shape);
              kept.put(name, storedName(name));
            });
    if (has(BertNames.CLASSIFIER)) {
      long[] weight = shape(BertNames.CLASSIFIER + ".weight");
      long classes = weight.length == 0 ? 0 : weight[0];
      require(BertNames.CLASSIFIER + ".weight", classes, config.width());
      require(BertNames.CLASSIFIER + ".bias", classes);
      kept.put(BertNames.CLASSIFIER + ".weight", storedName(BertNames.CLASSIFIER + ".weight"));
      kept.put(BertNames.CLASSIFIER + ".bias", storedName(BertNames.CLASSIFIER + ".bias"));
    }
    storedName.clear();
    storedName.putAll(kept);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(storedName.keySet());
  }

  @Override
  public long[] shape(String name) {
    return stored.shape(storedName(name));
  }

  @Override
  public void read(String name, TensorSink sink) {
    stored.read(storedName(name), sink);
  }

  @Override
  public String origin(String name) {
    return stored.origin(storedName(name));
  }

  @Override
  public void require(String name, long... expected) {
    long[] actual = shape(name);
    if (!Arrays.equals(actual, expected)) {
      throw new InputException(
          origin(name)
              + " has shape "
              + Arrays.toString(actual)
              + ", but "
              + BertConfigFile.NAME
              + " makes it "
              + Arrays.toString(expected));
    }
  }

  @Override
  public void close() {
    stored.close();
  }

  private boolean has(String linear) {
    return storedName.containsKey(linear + ".weight") || storedName.containsKey(linear + ".bias");
  }

  private String storedName(String name) {
    String found = storedName.get(name);
    if (found == null) {
      throw new InputException(what + ": tensor " + Messages.shown(name) + " is missing");
    }
    return found;
  }
}
