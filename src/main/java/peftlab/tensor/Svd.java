package peftlab.tensor;

import org.bytedeco.openblas.global.openblas;

/**
 * The thin singular value decomposition {@code W = U·diag(σ)·Vᵀ} by LAPACK's divide and conquer
 * (dgesdd), in double on the host.
 *
 * @param left {@code U [rows, k]} row by row, {@code k = min(rows, columns)}
 * @param sigma {@code [k]}, falling
 * @param right {@code Vᵀ [k, columns]} row by row
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to loops
public record Svd(double[] left, double[] sigma, double[] right) {
  private static final int ROW_MAJOR = 101;

  /** Decomposes {@code w}. */
  public static Svd of(Matrix w) {
    int rows = w.rows();
    int columns = w.columns();
    int k = Math.min(rows, columns);
    double[] left = new double[Math.multiplyExact(rows, k)];
    double[] sigma = new double[k];
    double[] right = new double[Math.multiplyExact(k, columns)];
    int info =
        openblas.LAPACKE_dgesdd(
            ROW_MAJOR,
            (byte) 'S',
            rows,
            columns,
            w.toDoubles(),
            columns,
            sigma,
            left,
            k,
            right,
            columns);
    if (info != 0) {
      throw new ArithmeticException(
          "the singular values of a [%d, %d] matrix were not found (dgesdd: %d)"
              .formatted(rows, columns, info));
    }
    return new Svd(left, sigma, right);
  }
}
