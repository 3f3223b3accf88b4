package peftlab.tensor.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import peftlab.tensor.Kernels;
import peftlab.tensor.SparsePlaces;

/** Products with a sparse matrix, by way of a dense one. */
final class Nd4jSparse {
  private final Nd4jOps ops;

  Nd4jSparse(Nd4jOps ops) {
    this.ops = ops;
  }

  /** {@link Kernels#addSparse}. */
  void add(SparsePlaces places, INDArray values, INDArray x, INDArray y) {
    INDArray dense = ops.scratch.take(y.columns(), x.columns()).assign(0);
    INDArray flat = dense.reshape('c', true, dense.length(), 1);
    try (INDArray indices = Nd4j.createFromArray(flat(places, x.columns()))) {
      Nd4jRows.scatterAdd(flat, indices, values.reshape('c', true, places.count(), 1));
    }
    Nd4jOps.multiply(false, x, true, dense, 1, 1, y);
  }

  /** {@link Kernels#addSparseGradient}. */
  void addGradient(SparsePlaces places, INDArray x, INDArray dy, INDArray dValues) {
    INDArray dense = ops.scratch.take(dy.columns(), x.columns());
    Nd4jOps.multiply(true, dy, false, x, 1, 0, dense);
    INDArray picked = ops.scratch.take(places.count(), 1);
    INDArray flat = dense.reshape('c', true, dense.length(), 1);
    Nd4jRows.gather(flat, flat(places, x.columns()), picked);
    dValues.addi(picked.reshape('c', true, dValues.shape()));
  }

  private static int[] flat(SparsePlaces places, int columns) {
    int[] indices = new int[places.count()];
    for (int k = 0; k < indices.length; k++) {
      indices[k] =
          Math.addExact(Math.multiplyExact(places.rows()[k], columns), places.columns()[k]);
    }
    return indices;
  }
}
