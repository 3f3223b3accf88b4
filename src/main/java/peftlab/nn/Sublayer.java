package peftlab.nn;

/**
 * Where a sublayer sits.
 *
 * @param layer counted from 0
 * @param kind which half of the layer
 */
public record Sublayer(int layer, Kind kind) {
  /** The halves of a layer. */
  public enum Kind {
    /** Self-attention with its output projection. */
    ATTENTION,
    /** The feed-forward network. */
    FEED_FORWARD
  }

  /** The path of the sublayer's last dense module, in Hugging Face's BERT. */
  public String path() {
    return "encoder.layer." + layer + (kind == Kind.ATTENTION ? ".attention.output" : ".output");
  }
}
