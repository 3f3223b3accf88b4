package peftlab.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import peftlab.nn.EncoderConfig;

/** The names of Hugging Face's BertModel, and the shapes that a configuration gives them. */
final class BertNames {
  static final String POOLER = "pooler.dense";
  static final String CLASSIFIER = "classifier";

  private BertNames() {}

  /**
   * The name under which a stored tensor is known here: without {@code bert.}, and with {@code
   * weight} and {@code bias} for the {@code gamma} and {@code beta} of old layer norms.
   */
  static String canonical(String stored) {
    String name = stored.startsWith("bert.") ? stored.substring("bert.".length()) : stored;
    if (name.endsWith("LayerNorm.gamma")) {
      return name.substring(0, name.length() - "gamma".length()) + "weight";
    }
    if (name.endsWith("LayerNorm.beta")) {
      return name.substring(0, name.length() - "beta".length()) + "bias";
    }
    return name;
  }

  /** Every tensor of an encoder with its shape, from the embeddings up; linear is [out, in]. */
  static Map<String, long[]> shapes(EncoderConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    long width = config.width();
    long inner = config.feedForward();
    shapes.put("embeddings.word_embeddings.weight", new long[] {config.vocabulary(), width});
    shapes.put("embeddings.position_embeddings.weight", new long[] {config.positions(), width});
    shapes.put("embeddings.token_type_embeddings.weight", new long[] {config.types(), width});
    layerNorm(shapes, "embeddings", width);
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "encoder.layer." + layer;
      linear(shapes, prefix + ".attention.self.query", width, width);
      linear(shapes, prefix + ".attention.self.key", width, width);
      linear(shapes, prefix + ".attention.self.value", width, width);
      linear(shapes, prefix + ".attention.output.dense", width, width);
      layerNorm(shapes, prefix + ".attention.output", width);
      linear(shapes, prefix + ".intermediate.dense", inner, width);
      linear(shapes, prefix + ".output.dense", width, inner);
      layerNorm(shapes, prefix + ".output", width);
    }
    if (config.pooler()) {
      linear(shapes, POOLER, width, width);
    }
    return shapes;
  }

  private static void linear(Map<String, long[]> shapes, String path, long out, long in) {
    shapes.put(path + ".weight", new long[] {out, in});
    shapes.put(path + ".bias", new long[] {out});
  }

  private static void layerNorm(Map<String, long[]> shapes, String path, long width) {
    shapes.put(path + ".LayerNorm.weight", new long[] {width});
    shapes.put(path + ".LayerNorm.bias", new long[] {width});
  }
}
