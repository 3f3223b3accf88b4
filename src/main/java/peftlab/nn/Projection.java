package peftlab.nn;

import java.util.Locale;

/**
 * Where a projection {@code y = x·Wᵀ + b} sits.
 *
 * @param layer counted from 0
 * @param role what it computes
 */
public record Projection(int layer, Role role) {
  /** What a projection computes. */
  public enum Role {
    /** Queries of the attention. */
    QUERY("attention.self.query"),
    /** Keys of the attention. */
    KEY("attention.self.key"),
    /** Values of the attention. */
    VALUE("attention.self.value"),
    /** Output of the attention. */
    OUTPUT("attention.output.dense"),
    /** First, widening half of the feed-forward sublayer. */
    UP("intermediate.dense"),
    /** Second, narrowing half of the feed-forward sublayer. */
    DOWN("output.dense");

    private final String path;

    Role(String path) {
      this.path = path;
    }

    /** The module's path below its layer, in Hugging Face's BERT. */
    public String path() {
      return path;
    }

    /** The name that settings use. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The module's path below the encoder, in Hugging Face's BERT. */
  public String path() {
    return "encoder.layer." + layer + "." + role.path();
  }
}
