package peftlab.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import peftlab.nn.BertParameters;
import peftlab.nn.EncoderConfig;

/** A base's tensors with an adapter folded in: what a merged model consists of. */
final class FoldedTensors implements TensorSource {
  private final TensorSource base;
  private final TensorSource replacing;
  private final Map<String, ? extends ModuleChange> changes;
  private final Set<String> names;

  /**
   * Takes over the base.
   *
   * @param config says which tensors there are
   * @param replacing tensors that stand for those of the base with the same name
   * @param changes of modules, by their paths
   */
  FoldedTensors(
      EncoderConfig config,
      TensorSource base,
      TensorSource replacing,
      Map<String, ? extends ModuleChange> changes) {
    this.base = base;
    this.replacing = replacing;
    this.changes = changes;
    this.names = Collections.unmodifiableSet(BertParameters.shapes(config).keySet());
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public long[] shape(String name) {
    return unchanged(name).shape(name);
  }

  @Override
  public String origin(String name) {
    return unchanged(name).origin(name);
  }

  @Override
  public void read(String name, TensorSink sink) {
    ModuleChange change = changes.get(name.substring(0, name.lastIndexOf('.')));
    if (change == null) {
      unchanged(name).read(name, sink);
      return;
    }
    float[] values = unchanged(name).values(name, shape(name));
    if (name.endsWith(".bias")) {
      for (int row = 0; row < values.length; row++) {
        values[row] = (float) change.changeBias(row, values[row]);
      }
    } else {
      changeRows(change, values, Math.toIntExact(shape(name)[1]));
    }
    for (int at = 0; at < values.length; at += CHUNK) {
      sink.accept(at, values, at, Math.min(CHUNK, values.length - at));
    }
  }

  private static void changeRows(ModuleChange change, float[] values, int columns) {
    double[] row = new double[columns];
    for (int i = 0; i < values.length / columns; i++) {
      for (int j = 0; j < columns; j++) {
        row[j] = values[i * columns + j];
      }
      change.changeRow(i, row);
      for (int j = 0; j < columns; j++) {
        values[i * columns + j] = (float) row[j];
      }
    }
  }

  private TensorSource unchanged(String name) {
    return replacing.names().contains(name) ? replacing : base;
  }

  @Override
  public void close() {
    base.close();
  }
}
