package peftlab.train;

import java.util.Set;
import peftlab.checkpoint.format.TensorSink;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;

/** A model of more layers, each further one like layer 1. */
public record Deeper(TensorSource base, EncoderConfig config) implements TensorSource {
  @Override
  public Set<String> names() {
    return BertParameters.shapes(config).keySet();
  }

  @Override
  public long[] shape(String name) {
    return base.shape(like(name));
  }

  @Override
  public void read(String name, TensorSink sink) {
    base.read(like(name), sink);
  }

  @Override
  public String origin(String name) {
    return base.origin(like(name));
  }

  @Override
  public void close() {
    base.close();
  }

  private static String like(String name) {
    return name.replaceFirst("layer\\.[2-9]\\.", "layer.1.");
  }
}
