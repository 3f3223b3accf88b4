package peftlab.tensor.cpu;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import peftlab.tensor.Matrix;

/** Single-precision matrix products, by {@link OneDnn} or by the BLAS that ND4J loads. */
final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;
  private static final long WORTH_SHARING = 1 << 16; // multiply-adds
  private static final int BLOCK = 8; // rows or columns that micro-kernels take at once

  static {
    // A thread count is process-wide in OpenBLAS: one thread here, and the trial's own workers
    // around it, keep results the same whatever runs beside a trial.
    openblas_nolapack.blas_set_num_threads(1);
  }

  private Blas() {}

  /** {@code c ← alpha·op(a)·op(b) + beta·c}, split over rows or columns of c at fixed places. */
  static void multiply(
      Workers workers,
      boolean transposeA,
      Matrix a,
      boolean transposeB,
      Matrix b,
      double alpha,
      double beta,
      Matrix c) {
    int m = c.rows();
    int n = c.columns();
    int k = transposeA ? a.rows() : a.columns();
    if (m == 0 || n == 0) {
      return;
    }
    int lda = a.columns();
    int ldb = b.columns();
    boolean byRows = m >= n;
    int blocks = ((byRows ? m : n) + BLOCK - 1) / BLOCK;
    Workers.Range range =
        (from, to, part) -> {
          int first = from * BLOCK;
          int count = Math.min(to * BLOCK, byRows ? m : n) - first;
          long atA = !byRows ? 0 : transposeA ? first : (long) first * lda;
          long atB = byRows ? 0 : transposeB ? (long) first * ldb : first;
          long atC = byRows ? (long) first * n : first;
          gemm(
              transposeA,
              transposeB,
              byRows ? count : m,
              byRows ? n : count,
              k,
              (float) alpha,
              a.pointer(atA),
              lda,
              b.pointer(atB),
              ldb,
              (float) beta,
              c.pointer(atC),
              n);
        };
    if ((long) m * n * k < WORTH_SHARING) {
      range.run(0, blocks, 0);
    } else {
      workers.ranges(blocks, range);
    }
  }

  /** {@code c [m, n] ← a [m, k]·b [k, n]} on the calling thread; rows lie {@code ld…} apart. */
  static void times(
      int m,
      int n,
      int k,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      FloatPointer c,
      int ldc) {
    gemm(false, false, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
  }

  /** {@code c [m, n] ← a [m, k]·bᵀ}, b being {@code [n, k]}; as {@link #times}. */
  static void timesTransposed(
      int m,
      int n,
      int k,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      FloatPointer c,
      int ldc) {
    gemm(false, true, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
  }

  /** {@code c [m, n] ← aᵀ·b [k, n]}, a being {@code [k, m]}; as {@link #times}. */
  static void transposedTimes(
      int m,
      int n,
      int k,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      FloatPointer c,
      int ldc) {
    gemm(true, false, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
  }

  private static void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float alpha,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      float beta,
      FloatPointer c,
      int ldc) {
    if (OneDnn.takes(m, n, k)) {
      OneDnn.gemm(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
      return;
    }
    openblas_nolapack.cblas_sgemm(
        ROW_MAJOR,
        transposeA ? TRANSPOSED : PLAIN,
        transposeB ? TRANSPOSED : PLAIN,
        m,
        n,
        k,
        alpha,
        a,
        lda,
        b,
        ldb,
        beta,
        c,
        ldc);
  }
}
