package peftlab.nn;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names and shapes of a BERT encoder's parameters, as Hugging Face's BertModel has them. */
public final class BertParameters {
  private BertParameters() {}

  /** All parameters in the order of the forward pass. */
  public static Map<String, long[]> shapes(EncoderConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    long width = config.width();
    shapes.put("embeddings.word_embeddings.weight", new long[] {config.vocabulary(), width});
    shapes.put("embeddings.position_embeddings.weight", new long[] {config.positions(), width});
    if (config.types() > 0) {
      shapes.put("embeddings.token_type_embeddings.weight", new long[] {config.types(), width});
    }
    norm(shapes, "embeddings.LayerNorm", width);
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection.Role role : Projection.Role.values()) {
        long inputs = role == Projection.Role.DOWN ? config.feedForward() : width;
        long outputs = role == Projection.Role.UP ? config.feedForward() : width;
        String path = new Projection(layer, role).path();
        shapes.put(path + ".weight", new long[] {outputs, inputs});
        shapes.put(path + ".bias", new long[] {outputs});
        if (role == Projection.Role.OUTPUT) {
          norm(shapes, "encoder.layer." + layer + ".attention.output.LayerNorm", width);
        }
      }
      norm(shapes, "encoder.layer." + layer + ".output.LayerNorm", width);
    }
    if (config.pooler()) {
      shapes.put("pooler.dense.weight", new long[] {width, width});
      shapes.put("pooler.dense.bias", new long[] {width});
    }
    return shapes;
  }

  private static void norm(Map<String, long[]> shapes, String path, long width) {
    shapes.put(path + ".weight", new long[] {width});
    shapes.put(path + ".bias", new long[] {width});
  }
}
