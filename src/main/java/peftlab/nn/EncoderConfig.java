package peftlab.nn;

/**
 * The sizes of a BERT encoder.
 *
 * @param layers number of transformer layers
 * @param width hidden size
 * @param heads attention heads; divides width
 * @param feedForward inner size of the feed-forward sublayer
 * @param vocabulary rows of the word-embedding table
 * @param positions rows of the position-embedding table: the longest sequence
 * @param types rows of the token-type table; 0 where there is none, as in DistilBERT
 * @param epsilon of every layer norm
 * @param pooler whether there is a dense + tanh pooler on [CLS]
 */
public record EncoderConfig(
    int layers,
    int width,
    int heads,
    int feedForward,
    int vocabulary,
    int positions,
    int types,
    double epsilon,
    boolean pooler) {
  /** Checks that the sizes can make an encoder. */
  public EncoderConfig {
    if (layers < 1 || width < 1 || heads < 1 || feedForward < 1) {
      throw new IllegalArgumentException("an encoder has positive sizes");
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "hidden size " + width + " is not divisible by " + heads + " heads");
    }
  }

  /** The same sizes with or without the pooler. */
  public EncoderConfig withPooler(boolean wanted) {
    return new EncoderConfig(
        layers, width, heads, feedForward, vocabulary, positions, types, epsilon, wanted);
  }

  /** The same sizes with another number of layers. */
  public EncoderConfig withLayers(int count) {
    return new EncoderConfig(
        count, width, heads, feedForward, vocabulary, positions, types, epsilon, pooler);
  }

  /** The same sizes with another number of token types. */
  public EncoderConfig withTypes(int count) {
    return new EncoderConfig(
        layers, width, heads, feedForward, vocabulary, positions, count, epsilon, pooler);
  }

  /** Columns of one attention head. */
  public int headSize() {
    return width / heads;
  }
}
