package peftlab.tensor.cpu;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * oneDNN's single-precision product, which takes the large ones where its library is there (it is
 * for x86-64): 1.1 to 1.3 times as fast as the OpenBLAS that ND4J brings, which keeps the thin and
 * the small ones, where it is the faster of the two.
 *
 * <p>The variable {@code PEFTLAB_BLAS=openblas} leaves all products to OpenBLAS.
 */
public final class OneDnn {
  private static final String VARIABLE = "PEFTLAB_BLAS";
  private static final int THIN = 32;
  private static final long LARGE = 1 << 20; // multiply-adds
  private static final Optional<String> OBSTACLE = load();
  private static final ThreadLocal<Boolean> SINGLE = ThreadLocal.withInitial(OneDnn::single);

  private OneDnn() {}

  /** What multiplies large matrices, for people. */
  public static String description() {
    return OBSTACLE.map(why -> "not in use: " + why).orElseGet(OneDnn::version);
  }

  /** Whether it computes a product of these sizes; the same ones on every run. */
  static boolean takes(int m, int n, int k) {
    return Math.min(Math.min(m, n), k) >= THIN && (long) m * n * k >= LARGE && OBSTACLE.isEmpty();
  }

  /** One product of row-major matrices on the calling thread. */
  static void gemm(
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
    SINGLE.get();
    dnnl.dnnl_sgemm(
        letter(transposeA), letter(transposeB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  }

  private static byte letter(boolean transposed) {
    return (byte) (transposed ? 'T' : 'N');
  }

  /** Its OpenMP is ND4J's, whose thread count each thread has of its own. */
  private static boolean single() {
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    return true;
  }

  private static String version() {
    return "oneDNN %d.%d.%d"
        .formatted(
            dnnl.dnnl_version().major(), dnnl.dnnl_version().minor(), dnnl.dnnl_version().patch());
  }

  private static Optional<String> load() {
    String chosen = System.getenv(VARIABLE);
    if (chosen != null && !chosen.equals("onednn")) {
      return Optional.of(VARIABLE + " is " + chosen);
    }
    try {
      dnnl.dnnl_version();
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) { // no library for this platform
      return Optional.of("its library does not load here");
    }
  }
}
