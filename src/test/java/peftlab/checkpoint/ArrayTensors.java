package peftlab.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import peftlab.InputException;
import peftlab.checkpoint.format.TensorSink;
import peftlab.checkpoint.format.TensorSource;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;

/** Tensors in arrays, for tests. */
public class ArrayTensors implements TensorSource {
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final Map<String, float[]> values = new LinkedHashMap<>();

  public ArrayTensors put(String name, float[] data, long... shape) {
    shapes.put(name, shape);
    values.put(name, data);
    return this;
  }

  public ArrayTensors putRandom(String name, Random random, long... shape) {
    float[] data = new float[(int) TensorSource.elements(shape)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return put(name, data, shape);
  }

  void remove(String name) {
    shapes.remove(name);
    values.remove(name);
  }

  /** Every tensor that an encoder needs, random. */
  public static ArrayTensors bert(EncoderConfig config, long seed) {
    ArrayTensors tensors = new ArrayTensors();
    Random random = new Random(seed);
    BertParameters.shapes(config).forEach((name, shape) -> tensors.putRandom(name, random, shape));
    return tensors;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(shapes.keySet());
  }

  @Override
  public long[] shape(String name) {
    if (!shapes.containsKey(name)) {
      throw new InputException("memory: tensor " + name + " is missing");
    }
    return shapes.get(name).clone();
  }

  @Override
  public void read(String name, TensorSink sink) {
    float[] data = values.get(name);
    for (int at = 0; at < data.length; at += CHUNK) {
      sink.accept(at, data, at, Math.min(CHUNK, data.length - at));
    }
  }

  @Override
  public String origin(String name) {
    return "memory: tensor " + name;
  }

  @Override
  public void close() {}
}
