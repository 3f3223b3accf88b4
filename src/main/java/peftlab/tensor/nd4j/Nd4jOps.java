package peftlab.tensor.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import peftlab.tensor.Precision;
import peftlab.tensor.Storage;

/**
 * The ND4J calls that the kernels are made of, each on whole arrays, in the forms that are right on
 * every backend and in every release that the build profiles name.
 */
final class Nd4jOps implements AutoCloseable {
  /** Memory for temporaries. */
  final Nd4jScratch scratch;

  private final Precision precision;
  private Storage ones;

  Nd4jOps(Precision precision) {
    this.precision = precision;
    this.scratch = new Nd4jScratch(precision);
  }

  /** Runs a broadcasting or elementwise operation of ND4J by its name. */
  static void run(String name, INDArray output, INDArray... inputs) {
    execute(DynamicCustomOp.builder(name).addInputs(inputs).addOutputs(output).build());
  }

  /** Reduces each row, {@code [rows, columns] → [rows, 1]}, also for more leading dimensions. */
  static void reduceRows(String name, INDArray x, INDArray output) {
    execute(
        DynamicCustomOp.builder(name)
            .addInputs(x)
            .addOutputs(output)
            .addIntegerArguments(x.rank() - 1)
            .addBooleanArguments(true)
            .build());
  }

  static void execute(CustomOp op) {
    Nd4j.getExecutioner().exec(op);
  }

  /** {@code y ← y + alpha·x}, both contiguous. */
  static void axpy(double alpha, INDArray x, INDArray y) {
    Nd4j.getBlasWrapper().level1().axpy(y.length(), alpha, x, y);
  }

  /** Columns {@code from} to {@code to}, sharing the memory. */
  static INDArray columns(INDArray x, int from, int to) {
    return x.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  /** {@code c ← alpha·op(a)·op(b) + beta·c}, all row-major. */
  static void multiply(
      boolean transposeA,
      INDArray a,
      boolean transposeB,
      INDArray b,
      double alpha,
      double beta,
      INDArray c) {
    // BLAS is column-major: cᵀ = op(b)ᵀ·op(a)ᵀ on the same memory needs no copy.
    Nd4j.gemm(b.transpose(), a.transpose(), c.transpose(), transposeB, transposeA, alpha, beta);
  }

  /** {@code y ← y + x} summed to y's shape, {@code [rows | 1, columns | 1]}. */
  void addReduced(INDArray x, INDArray y) {
    if (x.columns() != y.columns()) {
      // A product with ones is faster than ND4J's sum along either dimension.
      INDArray sums = x.rows() == y.rows() ? y : scratch.take(x.rows(), 1);
      multiply(false, x, false, ones(x.columns(), 1), 1, sums == y ? 1 : 0, sums);
      if (sums != y) {
        addReduced(sums, y);
      }
    } else if (x.rows() != y.rows()) {
      multiply(false, ones(1, x.rows()), false, x, 1, 1, y);
    } else {
      axpy(1, x, y);
    }
  }

  private INDArray ones(int rows, int columns) {
    long elements = (long) rows * columns;
    if (ones == null || ones.elements() < elements) {
      if (ones != null) {
        ones.close();
      }
      ones = Storage.managed(elements, precision);
      ones.block(0, elements).assign(1);
    }
    return ones.view(0, rows, columns);
  }

  @Override
  public void close() {
    scratch.close();
    if (ones != null) {
      ones.close();
      ones = null;
    }
  }
}
