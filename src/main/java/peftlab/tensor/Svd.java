package peftlab.tensor;

import org.bytedeco.openblas.global.openblas;

/**
 * The thin singular value decomposition {@code W = U·diag(σ)·Vᵀ} by LAPACK's divide and conquer, in
 * single precision on the host: the double one of ND4J's OpenBLAS (0.3.19) is wrong on processors
 * with AVX-512, because its dtrmm is.
 *
 * @param left {@code U [rows, k]} row by row, {@code k = min(rows, columns)}
 * @param sigma {@code [k]}, falling
 * @param right {@code Vᵀ [k, columns]} row by row
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to loops
public record Svd(float[] left, float[] sigma, float[] right) {
  private static final int ROW_MAJOR = 101;
  private static final double TOLERANCE = 1e-3;

  /**
   * Decomposes {@code w}.
   *
   * @throws ArithmeticException where {@code w} holds NaN, or LAPACK's answer is not its
   *     decomposition
   */
  public static Svd of(Matrix w) {
    int rows = w.rows();
    int columns = w.columns();
    int k = Math.min(rows, columns);
    float[] original = w.toFloats();
    Svd svd =
        new Svd(
            new float[Math.multiplyExact(rows, k)],
            new float[k],
            new float[Math.multiplyExact(k, columns)]);
    // Process-wide, as in Blas: threads of its own made it a hundred times slower on a busy
    // machine.
    openblas.blas_set_num_threads(1);
    int info =
        openblas.LAPACKE_sgesdd(
            ROW_MAJOR,
            (byte) 'S',
            rows,
            columns,
            original.clone(),
            columns,
            svd.sigma,
            svd.left,
            k,
            svd.right,
            columns);
    if (info != 0 || !(svd.error(original) <= TOLERANCE)) {
      throw new ArithmeticException(
          "the singular values of a [%d, %d] matrix were not found (sgesdd: %d)"
              .formatted(rows, columns, info));
    }
    return svd;
  }

  /** {@code ‖W·x − U·diag(σ)·Vᵀ·x‖ / ‖W·x‖} for one x. */
  private double error(float[] w) {
    int k = sigma.length;
    int rows = left.length / k;
    int columns = right.length / k;
    double[] x = new double[columns];
    for (int j = 0; j < columns; j++) {
      x[j] = Dropout.hash(j) / 0x1p31;
    }
    double[] scaled = product(right, k, x);
    for (int i = 0; i < k; i++) {
      scaled[i] *= sigma[i];
    }
    double[] again = product(left, rows, scaled);
    double[] expected = product(w, rows, x);
    double difference = 0;
    double size = Double.MIN_NORMAL;
    for (int i = 0; i < rows; i++) {
      difference += (again[i] - expected[i]) * (again[i] - expected[i]);
      size += expected[i] * expected[i];
    }
    return Math.sqrt(difference / size);
  }

  private static double[] product(float[] matrix, int rows, double[] x) {
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += matrix[i * x.length + j] * x[j];
      }
    }
    return y;
  }
}
