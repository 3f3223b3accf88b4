package peftlab.tensor;

import java.util.List;

/**
 * Every computation that touches numbers: forward and backward of the coarse blocks a transformer
 * is made of.
 *
 * <p>Nothing here knows of tapes or parameters. Shapes and indices are the caller's duty, and no
 * matrix is empty; outputs are overwritten unless a name starts with {@code add}. No output may
 * share memory with an input except where the text allows it. An instance serves one thread at a
 * time, and gives the same bits for the same inputs and thread count, whatever runs beside it.
 *
 * <p>Dropout numbers the elements of the matrix it applies to row by row, attention those of {@code
 * probabilities}; kernels on the host keep exactly what {@link Dropout#keeps} does.
 */
public interface Kernels extends AutoCloseable {
  /** The number format. */
  Precision precision();

  /** One line for provenance: what computes. */
  String description();

  /** Uninitialised memory that this implementation can compute on. */
  Storage allocate(long elements);

  /** Elements of the largest storage; an arena asks for none above. */
  default long largestStorage() {
    return Storage.LARGEST;
  }

  /** {@code x ← value}. */
  void fill(Matrix x, double value);

  /** {@code to ← from}, element by element in row-major order, of as many elements. */
  void copy(Matrix from, Matrix to);

  /** {@code c ← alpha·op(a)·op(b) + beta·c}, where op transposes on request. */
  void multiply(
      boolean transposeA,
      Matrix a,
      boolean transposeB,
      Matrix b,
      double alpha,
      double beta,
      Matrix c);

  /** {@code y ← x·weightᵀ + bias}; {@code bias [1, outputs]} may be null. */
  void linear(Matrix x, Matrix weight, Matrix bias, Matrix y);

  /**
   * {@code y ← y + x·Sᵀ}, where S {@code [y.columns, x.columns]} has {@code values [1, n]} at
   * {@code places} and zeros elsewhere.
   */
  void addSparse(SparsePlaces places, Matrix values, Matrix x, Matrix y);

  /** {@code dValues ← dValues + (dyᵀ·x)} at {@code places}. */
  void addSparseGradient(SparsePlaces places, Matrix x, Matrix dy, Matrix dValues);

  /** {@code y ← y + alpha·x}. */
  void add(double alpha, Matrix x, Matrix y);

  /** {@code x ← alpha·x}. */
  void scale(double alpha, Matrix x);

  /** {@code y ← x + m}, {@code m} being {@code [rows | 1, columns | 1]}, broadcast; y may be x. */
  void plus(Matrix x, Matrix m, Matrix y);

  /** {@code y ← x ⊙ m}, {@code m} being {@code [rows | 1, columns | 1]}, broadcast; y may be x. */
  void times(Matrix x, Matrix m, Matrix y);

  /** {@code y ← y + x} summed to y's shape, {@code [rows | 1, columns | 1]}. */
  void addReduced(Matrix x, Matrix y);

  /** {@code y ← y + (a ⊙ b)} summed to y's shape, {@code [rows | 1, columns | 1]}. */
  void addProductReduced(Matrix a, Matrix b, Matrix y);

  /** {@code y ← f(x)}; y may be x. */
  void activate(Activation f, Matrix x, Matrix y);

  /** {@code dx ← dy · f'(x)}; dx may be dy. */
  void activateGradient(Activation f, Matrix x, Matrix dy, Matrix dx);

  /** {@code y ← x} with dropout; its own backward. y may be x. */
  void dropout(Dropout dropout, Matrix x, Matrix y);

  /**
   * {@code sum ← dropout(h) + residual; y ← (sum − mean)/√(variance + epsilon)·gamma + beta}, row
   * by row.
   *
   * @param norm gets the sum and the statistics, for backward; its sum may be h
   * @param residual may be null
   */
  void layerNorm(Norm norm, Matrix h, Matrix residual, Matrix y);

  /**
   * Backward of {@link #layerNorm}.
   *
   * @param dSum gets the gradient of the sum, which is the residual's; may be dy
   * @param dH gets the gradient of h, dropout applied; null where nobody wants it
   * @param addGamma the gradient of gamma is added to it; null where it is frozen
   * @param addBeta the gradient of beta is added to it; null where it is frozen
   */
  void layerNormGradient(
      Norm norm, Matrix dy, Matrix dSum, Matrix dH, Matrix addGamma, Matrix addBeta);

  /**
   * {@code context ← dropout(softmax(q·kᵀ/√headSize))·v} for each sequence and head; every sequence
   * has at least one query and one key.
   *
   * @param attention gets the probabilities, for backward
   */
  void attention(Attention attention, Matrix context);

  /**
   * Backward of {@link #attention}; dq, dk, dv are overwritten, each null where nobody wants it.
   */
  void attentionGradient(Attention attention, Matrix dContext, Matrix dq, Matrix dk, Matrix dv);

  /** {@code y[i] ← row rows[i] of the matrices stacked on top of each other}. */
  void gatherRows(int[] rows, Matrix[] stack, Matrix y);

  /** {@code y[i] ← y[i] + table[rows[i]]}. */
  void addGatheredRows(int[] rows, Matrix table, Matrix y);

  /**
   * Adds {@code dy[i]} to row {@code rows[i]} of the stack, which may be named more than once.
   *
   * @param stack an entry is null where nobody wants its gradient
   * @param stackRows rows of each entry, null ones included
   */
  void addScatteredRows(Matrix dy, int[] rows, Matrix[] stack, int[] stackRows);

  /** {@code y ← columns from..from+y.columns of x}. */
  void copyColumns(Matrix x, int from, Matrix y);

  /** Adds {@code dy} to columns {@code from..} of {@code dx}. */
  void addColumns(Matrix dy, int from, Matrix dx);

  /** {@code y[g] ← mean of rows members[offsets[g]..offsets[g+1]] of x}, 0 for an empty group. */
  void meanRows(int[] offsets, int[] members, Matrix x, Matrix y);

  /** Backward of {@link #meanRows}: adds to {@code dx}. */
  void addMeanRowsGradient(int[] offsets, int[] members, Matrix dy, Matrix dx);

  /** {@code norms[i] ← ‖x[i]‖₂}, norms being {@code [rows, 1]}. */
  void rowNorms(Matrix x, Matrix norms);

  /** {@code y ← softmax(x / temperature)}, row by row. */
  void softmax(Matrix x, double temperature, Matrix y);

  /**
   * Mean over rows of {@code KL(targets ‖ softmax(logits / temperature))}, with {@code 0·log 0 =
   * 0}: cross entropy where targets are one-hot.
   *
   * @param targets rows that sum to 1
   * @param gradient gets the gradient with regard to logits
   * @return the loss
   */
  double klDivergence(Matrix logits, Matrix targets, double temperature, Matrix gradient);

  /**
   * Mean over rows of {@code 1 − cos(a[i], b[i])}; no row may be zero.
   *
   * @param gradient gets the gradient with regard to a
   * @return the loss
   */
  double cosineDistance(Matrix a, Matrix b, Matrix gradient);

  /** Makes AdamW's updates, each of another tensor. */
  void adamW(List<AdamUpdate> updates);

  /**
   * Whether gradients of large tables are kept by row: only rows that a batch named hold values,
   * and an {@link AdamUpdate} may name them alone.
   */
  default boolean keepsGradientsByRow() {
    return false;
  }

  /** Sum of the squares of all elements. */
  double sumOfSquares(Matrix x);

  @Override
  void close();
}
