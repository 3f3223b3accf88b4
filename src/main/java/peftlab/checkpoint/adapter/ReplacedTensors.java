package peftlab.checkpoint.adapter;

import java.util.Collections;
import java.util.Set;
import peftlab.checkpoint.format.TensorSink;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;

/** A base's tensors, some of them replaced by those of an adapter file, such as trained biases. */
final class ReplacedTensors implements TensorSource {
  private final TensorSource base;
  private final TensorSource replacing;
  private final Set<String> names;

  /**
   * Takes over the base.
   *
   * @param config says which tensors there are
   * @param replacing tensors that stand for those of the base with the same name
   */
  ReplacedTensors(EncoderConfig config, TensorSource base, TensorSource replacing) {
    this.base = base;
    this.replacing = replacing;
    this.names = Collections.unmodifiableSet(BertParameters.shapes(config).keySet());
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public long[] shape(String name) {
    return holder(name).shape(name);
  }

  @Override
  public String origin(String name) {
    return holder(name).origin(name);
  }

  @Override
  public void read(String name, TensorSink sink) {
    holder(name).read(name, sink);
  }

  private TensorSource holder(String name) {
    return replacing.names().contains(name) ? replacing : base;
  }

  @Override
  public void close() {
    base.close();
  }
}
