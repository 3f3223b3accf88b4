package peftlab.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shapes of a transformer, encoder or decoder: enough to count parameters, not to run it.
 *
 * <p>Every layer has the same matrices and two norms; one more norm stands outside the layers
 * (after the embeddings in BERT, after the last layer in GPT and LLaMA).
 *
 * @param layers number of layers
 * @param width hidden size
 * @param heads attention heads
 * @param keyWidth width of keys and of values: below {@code width} where heads share them
 * @param vocabulary rows of the word-embedding table
 * @param positions rows of the position-embedding table; 0 where positions are rotary
 * @param types rows of the token-type table; 0 where there is none
 * @param matrices of one layer, named as {@link Projection.Role#id} names them, and {@code gate}
 * @param fused whether query, key and value are one matrix in the checkpoint, {@code qkv}
 * @param normBias whether norms have a bias beside their scale
 * @param separateOutput whether the output embedding is a table of its own
 * @param longest longest sequence
 * @param encoder the sizes of the BERT encoder that has these shapes, where one has
 */
public record Architecture(
    int layers,
    int width,
    int heads,
    int keyWidth,
    int vocabulary,
    int positions,
    int types,
    List<Dense> matrices,
    boolean fused,
    boolean normBias,
    boolean separateOutput,
    int longest,
    Optional<EncoderConfig> encoder) {
  private static final String FUSED = "qkv";
  private static final int NORMS_PER_LAYER = 2;

  /**
   * A matrix of every layer.
   *
   * @param name in settings
   * @param inputs width of x
   * @param outputs width of y
   * @param bias whether there is one
   */
  public record Dense(String name, int inputs, int outputs, boolean bias) {
    /** Weights and biases. */
    public long count() {
      return (long) inputs * outputs + biases();
    }

    /** Biases. */
    public long biases() {
      return bias ? outputs : 0;
    }
  }

  /** The shapes of a BERT encoder. */
  public static Architecture of(EncoderConfig config) {
    List<Dense> matrices = new ArrayList<>();
    for (Projection.Role role : Projection.Role.values()) {
      int inputs = role == Projection.Role.DOWN ? config.feedForward() : config.width();
      int outputs = role == Projection.Role.UP ? config.feedForward() : config.width();
      matrices.add(new Dense(role.id(), inputs, outputs, true));
    }
    return new Architecture(
        config.layers(),
        config.width(),
        config.heads(),
        config.width(),
        config.vocabulary(),
        config.positions(),
        config.types(),
        List.copyOf(matrices),
        false,
        true,
        false,
        config.positions(),
        Optional.of(config));
  }

  /** The same shapes with another number of layers. */
  public Architecture withLayers(int number) {
    return new Architecture(
        number,
        width,
        heads,
        keyWidth,
        vocabulary,
        positions,
        types,
        matrices,
        fused,
        normBias,
        separateOutput,
        longest,
        encoder);
  }

  /** The matrix that settings call {@code name}; empty where a layer has none of that name. */
  public Optional<Dense> matrix(String name) {
    if (fused && name.equals(FUSED)) {
      return Optional.of(new Dense(FUSED, width, width + 2 * keyWidth, true));
    }
    return matrices.stream().filter(matrix -> matrix.name().equals(name)).findFirst();
  }

  /** Parameters of all layers. */
  public long inLayers() {
    long matricesOfOne = matrices.stream().mapToLong(Dense::count).sum();
    return layers * (matricesOfOne + NORMS_PER_LAYER * norm());
  }

  /** Parameters before and after the layers, the pooler aside. */
  public long outsideLayers() {
    long tables = (long) vocabulary * (separateOutput ? 2 : 1) + positions + types;
    return tables * width + norm();
  }

  /** Parameters of the pooler; 0 where there is none. */
  public long pooler() {
    return hasPooler() ? (long) width * (width + 1) : 0;
  }

  /** All parameters, the pooler's included. */
  public long total() {
    return inLayers() + outsideLayers() + pooler();
  }

  /** All biases, those of norms and of the pooler included. */
  public long biases() {
    long perNorm = normBias ? width : 0;
    long matricesOfOne = matrices.stream().mapToLong(Dense::biases).sum();
    return layers * (matricesOfOne + NORMS_PER_LAYER * perNorm)
        + perNorm
        + (hasPooler() ? width : 0);
  }

  /** Parameters of all norms. */
  public long norms() {
    return (NORMS_PER_LAYER * (long) layers + 1) * norm();
  }

  private boolean hasPooler() {
    return encoder.isPresent() && encoder.get().pooler();
  }

  private long norm() {
    return normBias ? 2L * width : width;
  }
}
