package peftlab.tensor;

/**
 * Multi-head attention over packed sequences (Vaswani et al., arXiv 1706.03762): what forward and
 * backward have in common.
 *
 * @param packing which rows are the queries and keys of each sequence
 * @param heads number of heads, which lie side by side in q, k and v
 * @param dropout of the probabilities
 * @param q {@code [query rows, width]}
 * @param k {@code [key rows, width]}
 * @param v {@code [key rows, width]}
 * @param probabilities {@code [1, Σ heads·queries·keys]}, before dropout; forward writes them,
 *     backward reads them
 */
public record Attention(
    Packing packing,
    int heads,
    Dropout dropout,
    Matrix q,
    Matrix k,
    Matrix v,
    Matrix probabilities) {

  /** Columns of one head. */
  public int headSize() {
    return q.columns() / heads;
  }

  /** What scores are multiplied by before the softmax: {@code 1/√headSize}. */
  public double scale() {
    return 1 / Math.sqrt(headSize());
  }
}
