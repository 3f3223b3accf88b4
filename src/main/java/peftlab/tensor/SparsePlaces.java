package peftlab.tensor;

/**
 * Elements of a matrix, in a fixed order.
 *
 * @param rows of each element
 * @param columns of each element
 */
@SuppressWarnings("ArrayRecordComponent") // read in inner loops; never changed after construction
public record SparsePlaces(int[] rows, int[] columns) {
  /** Checks that every element has a row and a column. */
  public SparsePlaces {
    if (rows.length != columns.length) {
      throw new IllegalArgumentException(rows.length + " rows but " + columns.length + " columns");
    }
  }

  /** Number of elements. */
  public int count() {
    return rows.length;
  }

  /** The same elements of the transposed matrix. */
  public SparsePlaces transposed() {
    return new SparsePlaces(columns, rows);
  }
}
