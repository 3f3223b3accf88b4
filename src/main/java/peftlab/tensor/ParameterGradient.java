package peftlab.tensor;

import java.util.BitSet;

/**
 * The gradient of one parameter: whole, or by row for large tables of which a batch names few rows.
 *
 * <p>By row, only rows that some batch has named hold values, zero where the last batch did not
 * name them; the others' memory is never touched.
 */
final class ParameterGradient {
  private final Matrix matrix;
  private BitSet named = new BitSet(); // null where the gradient is whole
  private final BitSet touched = new BitSet();
  private boolean fresh = true;

  ParameterGradient(Matrix matrix) {
    this.matrix = matrix;
  }

  Matrix matrix() {
    return matrix;
  }

  boolean fresh() {
    return fresh;
  }

  void clear() {
    fresh = true;
  }

  /** The rows that hold values; null where all do. */
  BitSet named() {
    return named;
  }

  /** Starts or goes on with a whole gradient; returns whether earlier values are to be added to. */
  boolean whole() {
    boolean continues = !fresh;
    if (named != null && continues) {
      complete();
    }
    named = null;
    fresh = false;
    return continues;
  }

  /** Makes {@code rows} ready to be added to. */
  void byRow(int[] rows) {
    float[] zeros = new float[matrix.columns()];
    if (named == null) {
      if (!whole()) {
        matrix.set(new float[Math.toIntExact(matrix.size())]);
      }
      return;
    }
    if (fresh) {
      touched.stream().forEach(row -> clearRow(row, zeros));
      touched.clear();
      fresh = false;
    }
    for (int row : rows) {
      if (!named.get(row)) {
        clearRow(row, zeros);
        named.set(row);
      }
      touched.set(row);
    }
  }

  /** Fills the rows that hold no values with zeros. */
  void complete() {
    if (named == null) {
      return;
    }
    float[] zeros = new float[matrix.columns()];
    for (int row = named.nextClearBit(0); row < matrix.rows(); row = named.nextClearBit(row + 1)) {
      clearRow(row, zeros);
    }
    named.set(0, matrix.rows());
  }

  private void clearRow(int row, float[] zeros) {
    matrix.set((long) row * matrix.columns(), zeros, 0, zeros.length);
  }
}
