package peftlab.tensor;

import java.util.stream.IntStream;

/**
 * A matrix that knows how it was computed, so that gradients can flow back through it.
 *
 * <p>Operations run at once on the tape of their inputs. Gradients are computed, and inputs kept
 * for them, only where something trainable lies below.
 */
public class Tensor {
  private final Tape tape;
  private Matrix value;
  private Matrix gradient;
  private final boolean requiresGradient;
  private final int rows;
  private final int columns;
  int holders;
  boolean scopeClosed;

  Tensor(Tape tape, Matrix value, boolean requiresGradient) {
    this.tape = tape;
    this.value = value;
    this.requiresGradient = requiresGradient;
    this.rows = value.rows();
    this.columns = value.columns();
  }

  /** The tape this tensor was computed on; null for a {@link Parameter}. */
  public Tape tape() {
    return tape;
  }

  /** The values. */
  public Matrix value() {
    if (value == null) {
      throw new IllegalStateException(
          "this tensor's memory is gone: it was updated in place, or its scope has ended");
    }
    return value;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /** Whether anything trainable lies below. */
  public boolean requiresGradient() {
    return requiresGradient;
  }

  /** The gradient collected so far, null where there is none. */
  public Matrix gradient() {
    return gradient;
  }

  void gradient(Matrix newGradient) {
    gradient = newGradient;
  }

  /** Hands the memory over; this tensor must not be read again. */
  Matrix takeValue() {
    Matrix taken = value();
    value = null;
    return taken;
  }

  boolean hasValue() {
    return value != null;
  }

  /** {@code this · weightᵀ + bias}; {@code bias} may be null. */
  public Tensor linear(Tensor weight, Tensor bias) {
    return LinearOps.linear(this, weight, bias);
  }

  /** {@code this · other}. */
  public Tensor matmul(Tensor other) {
    return LinearOps.matmul(this, other);
  }

  /**
   * {@code this + scale · x · weightᵀ}, computed in this tensor's memory where nobody else needs
   * it: use only the result afterwards.
   */
  public Tensor plusLinear(Tensor x, Tensor weight, double scale) {
    return LinearOps.plusLinear(this, x, weight, scale);
  }

  /**
   * {@code this + x · Sᵀ}, where S has {@code values [1, n]} at {@code places} and zeros elsewhere;
   * in place as {@link #plusLinear} is.
   */
  public Tensor plusSparse(Tensor x, SparsePlaces places, Tensor values) {
    return LinearOps.plusSparse(this, x, places, values);
  }

  /** {@code this + other}, other being {@code [rows | 1, columns | 1]}, broadcast. */
  public Tensor plus(Tensor other) {
    return ElementwiseOps.plus(this, other);
  }

  /** {@code this ⊙ other}, other being {@code [rows | 1, columns | 1]}, broadcast. */
  public Tensor times(Tensor other) {
    return ElementwiseOps.times(this, other);
  }

  /** {@code factor · this}. */
  public Tensor times(double factor) {
    return ElementwiseOps.scale(this, factor);
  }

  /** {@code f(this)}, element by element. */
  public Tensor activate(Activation f) {
    return ElementwiseOps.activate(this, f);
  }

  /** Dropout as the tape's mode has it: the identity outside training. */
  public Tensor dropout(double rate) {
    return ElementwiseOps.dropout(this, rate);
  }

  /**
   * {@code layerNorm(dropout(this) + residual)}; computed in this tensor's memory where nobody else
   * needs it: use only the result afterwards.
   *
   * @param residual may be null
   */
  public Tensor dropoutResidualLayerNorm(
      double rate, Tensor residual, Tensor gamma, Tensor beta, double epsilon) {
    return NormOps.dropoutResidualLayerNorm(this, rate, residual, gamma, beta, epsilon);
  }

  /** Multi-head attention with this tensor's rows as queries; see {@link Kernels#attention}. */
  public Tensor attend(Tensor keys, Tensor values, Packing packing, int heads, double dropout) {
    return AttentionOps.attend(this, keys, values, packing, heads, dropout);
  }

  /** The rows with these numbers, in this order. */
  public Tensor select(int[] rows) {
    return RowOps.select(tape, rows, this);
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive). */
  public Tensor rowRange(int from, int to) {
    return select(IntStream.range(from, to).toArray());
  }

  /** Columns {@code from} (inclusive) to {@code to} (exclusive). */
  public Tensor columnRange(int from, int to) {
    return RowOps.columns(this, from, to);
  }

  /** {@code this[i] + table[rows[i]]}, in place as {@link #plusLinear} is. */
  public Tensor plusRows(int[] rows, Tensor table) {
    return RowOps.plusRows(this, rows, table);
  }

  /** Means of groups of rows; see {@link Kernels#meanRows}. */
  public Tensor meanRows(int[] offsets, int[] members) {
    return RowOps.meanRows(this, offsets, members);
  }

  /** The same values read row by row as {@code [rows, columns]}. */
  public Tensor reshape(int rows, int columns) {
    return RowOps.reshape(this, rows, columns);
  }

  /** 1 over the Euclidean norm of each row, {@code [rows, 1]}; no gradient flows through it. */
  public Tensor inverseRowNormsDetached() {
    return ElementwiseOps.inverseRowNormsDetached(this);
  }

  /** Mean cross entropy against class indices, {@code [1, 1]}. */
  public Tensor crossEntropy(int[] labels) {
    return LossOps.crossEntropy(this, labels);
  }

  /** Mean KL divergence of {@code softmax(this/T)} from rows of probabilities, {@code [1, 1]}. */
  public Tensor klDivergence(Matrix targets, double temperature) {
    return LossOps.klDivergence(this, targets, temperature);
  }

  /** Mean cosine distance of the rows from other rows, {@code [1, 1]}. */
  public Tensor cosineDistance(Matrix other) {
    return LossOps.cosineDistance(this, other);
  }

  @Override
  public String toString() {
    return "tensor [" + rows + ", " + columns + "]";
  }
}
