package peftlab.tensor;

import java.util.List;

/**
 * Kernels that compute nothing and own no memory: a step run on them only counts.
 *
 * <p>Memory is predicted by running the real forward and backward pass of the real method on these,
 * so that a prediction cannot forget what an implementation keeps.
 */
public final class PhantomKernels implements Kernels {
  private long operations;

  /** Floating-point operations that the products asked for so far would take. */
  public long operations() {
    return operations;
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT;
  }

  @Override
  public String description() {
    return "nothing is computed";
  }

  @Override
  public Storage allocate(long elements) {
    return Storage.phantom(elements, Precision.FLOAT);
  }

  /** None: a plan tells how much a trial would need, even if that is more than there can be. */
  @Override
  public long largestStorage() {
    return Long.MAX_VALUE;
  }

  @Override
  public void fill(Matrix x, double value) {}

  @Override
  public void copy(Matrix from, Matrix to) {}

  @Override
  public void multiply(
      boolean transposeA,
      Matrix a,
      boolean transposeB,
      Matrix b,
      double alpha,
      double beta,
      Matrix c) {
    operations += 2L * c.rows() * c.columns() * (transposeA ? a.rows() : a.columns());
  }

  @Override
  public void linear(Matrix x, Matrix weight, Matrix bias, Matrix y) {
    operations += 2L * y.rows() * y.columns() * x.columns();
  }

  @Override
  public void addSparse(SparsePlaces places, Matrix values, Matrix x, Matrix y) {}

  @Override
  public void addSparseGradient(SparsePlaces places, Matrix x, Matrix dy, Matrix dValues) {}

  @Override
  public void add(double alpha, Matrix x, Matrix y) {}

  @Override
  public void scale(double alpha, Matrix x) {}

  @Override
  public void plus(Matrix x, Matrix m, Matrix y) {}

  @Override
  public void times(Matrix x, Matrix m, Matrix y) {}

  @Override
  public void addReduced(Matrix x, Matrix y) {}

  @Override
  public void addProductReduced(Matrix a, Matrix b, Matrix y) {}

  @Override
  public void activate(Activation f, Matrix x, Matrix y) {}

  @Override
  public void activateGradient(Activation f, Matrix x, Matrix dy, Matrix dx) {}

  @Override
  public void dropout(Dropout dropout, Matrix x, Matrix y) {}

  @Override
  public void layerNorm(Norm norm, Matrix h, Matrix residual, Matrix y) {}

  @Override
  public void layerNormGradient(
      Norm norm, Matrix dy, Matrix dSum, Matrix dH, Matrix addGamma, Matrix addBeta) {}

  @Override
  public void attention(Attention attention, Matrix context) {}

  @Override
  public void attentionGradient(
      Attention attention, Matrix dContext, Matrix dq, Matrix dk, Matrix dv) {}

  @Override
  public void gatherRows(int[] rows, Matrix[] stack, Matrix y) {}

  @Override
  public void addGatheredRows(int[] rows, Matrix table, Matrix y) {}

  @Override
  public void addScatteredRows(Matrix dy, int[] rows, Matrix[] stack, int[] stackRows) {}

  @Override
  public void copyColumns(Matrix x, int from, Matrix y) {}

  @Override
  public void addColumns(Matrix dy, int from, Matrix dx) {}

  @Override
  public void meanRows(int[] offsets, int[] members, Matrix x, Matrix y) {}

  @Override
  public void addMeanRowsGradient(int[] offsets, int[] members, Matrix dy, Matrix dx) {}

  @Override
  public void rowNorms(Matrix x, Matrix norms) {}

  @Override
  public void softmax(Matrix x, double temperature, Matrix y) {}

  @Override
  public double klDivergence(Matrix logits, Matrix targets, double temperature, Matrix gradient) {
    return 0;
  }

  @Override
  public double cosineDistance(Matrix a, Matrix b, Matrix gradient) {
    return 0;
  }

  @Override
  public void adamW(List<AdamUpdate> updates) {}

  @Override
  public double sumOfSquares(Matrix x) {
    return 0;
  }

  @Override
  public void close() {}
}
