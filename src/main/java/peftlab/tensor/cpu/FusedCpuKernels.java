package peftlab.tensor.cpu;

import java.util.List;
import peftlab.tensor.Activation;
import peftlab.tensor.AdamUpdate;
import peftlab.tensor.Attention;
import peftlab.tensor.Dropout;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Norm;
import peftlab.tensor.Precision;
import peftlab.tensor.SparsePlaces;
import peftlab.tensor.Storage;

/**
 * The default kernels: BLAS and plain Java row loops over ND4J's off-heap memory, in float.
 *
 * <p>Work is split over the trial's own threads at fixed places, and sums are added up in a fixed
 * order: the same seed and thread count give the same bits. Measured against other designs in
 * {@code src/docs/adr/0002-fused-kernels.md}.
 */
public final class FusedCpuKernels implements Kernels {
  private final Workers workers;
  private final FusedElementwise elements;
  private final FusedRows rows;
  private final FusedNorm norms;
  private final FusedAttention attentions;

  /** Kernels that compute on the calling thread and {@code threads - 1} of their own. */
  public FusedCpuKernels(int threads) {
    workers = new Workers(threads);
    elements = new FusedElementwise(workers);
    rows = new FusedRows(workers);
    norms = new FusedNorm(workers);
    attentions = new FusedAttention(workers);
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT;
  }

  @Override
  public String description() {
    return "fused CPU kernels, " + workers.threads() + " threads";
  }

  @Override
  public Storage allocate(long elementCount) {
    return Storage.direct(elementCount);
  }

  @Override
  public void fill(Matrix x, double value) {
    elements.fill(x, (float) value);
  }

  @Override
  public void copy(Matrix from, Matrix to) {
    elements.copy(from, to);
  }

  @Override
  public void multiply(
      boolean transposeA,
      Matrix a,
      boolean transposeB,
      Matrix b,
      double alpha,
      double beta,
      Matrix c) {
    Blas.multiply(workers, transposeA, a, transposeB, b, alpha, beta, c);
  }

  @Override
  public void linear(Matrix x, Matrix weight, Matrix bias, Matrix y) {
    if (bias != null) {
      rows.broadcast(bias, y); // the product is added to it: no second pass
    }
    Blas.multiply(workers, false, x, true, weight, 1, bias == null ? 0 : 1, y);
  }

  @Override
  public void addSparse(SparsePlaces places, Matrix values, Matrix x, Matrix y) {
    rows.addSparse(places, values, x, y);
  }

  @Override
  public void addSparseGradient(SparsePlaces places, Matrix x, Matrix dy, Matrix dValues) {
    rows.addSparseGradient(places, x, dy, dValues);
  }

  @Override
  public void add(double alpha, Matrix x, Matrix y) {
    elements.add((float) alpha, x, y);
  }

  @Override
  public void scale(double alpha, Matrix x) {
    elements.scale((float) alpha, x);
  }

  @Override
  public void plus(Matrix x, Matrix m, Matrix y) {
    if (sameShape(x, m)) {
      elements.map(m, x, y, VectorMath::add);
    } else {
      rows.combine(x, m, y, false);
    }
  }

  @Override
  public void times(Matrix x, Matrix m, Matrix y) {
    if (sameShape(x, m)) {
      elements.map(m, x, y, VectorMath::multiply);
    } else {
      rows.combine(x, m, y, true);
    }
  }

  @Override
  public void addReduced(Matrix x, Matrix y) {
    if (sameShape(x, y)) {
      elements.add(1, x, y);
    } else {
      rows.addReduced(x, null, y);
    }
  }

  @Override
  public void addProductReduced(Matrix a, Matrix b, Matrix y) {
    if (sameShape(a, y)) {
      elements.addProduct(a, b, y);
    } else {
      rows.addReduced(a, b, y);
    }
  }

  @Override
  public void activate(Activation f, Matrix x, Matrix y) {
    elements.activate(f, x, y);
  }

  @Override
  public void activateGradient(Activation f, Matrix x, Matrix dy, Matrix dx) {
    elements.activateGradient(f, x, dy, dx);
  }

  @Override
  public void dropout(Dropout dropout, Matrix x, Matrix y) {
    elements.dropout(dropout, x, y);
  }

  @Override
  public void layerNorm(Norm norm, Matrix h, Matrix residual, Matrix y) {
    norms.forward(norm, h, residual, y);
  }

  @Override
  public void layerNormGradient(
      Norm norm, Matrix dy, Matrix dSum, Matrix dH, Matrix addGamma, Matrix addBeta) {
    norms.backward(norm, dy, dSum, dH, addGamma, addBeta);
  }

  @Override
  public void attention(Attention attention, Matrix context) {
    attentions.forward(attention, context);
  }

  @Override
  public void attentionGradient(
      Attention attention, Matrix dContext, Matrix dq, Matrix dk, Matrix dv) {
    attentions.backward(attention, dContext, dq, dk, dv);
  }

  @Override
  public void gatherRows(int[] index, Matrix[] stack, Matrix y) {
    rows.gather(index, stack, y);
  }

  @Override
  public void addGatheredRows(int[] index, Matrix table, Matrix y) {
    rows.addGathered(index, table, y);
  }

  @Override
  public void addScatteredRows(Matrix dy, int[] index, Matrix[] stack, int[] stackRows) {
    rows.addScattered(dy, index, stack, stackRows);
  }

  @Override
  public void copyColumns(Matrix x, int from, Matrix y) {
    rows.copyColumns(x, from, y);
  }

  @Override
  public void addColumns(Matrix dy, int from, Matrix dx) {
    rows.addColumns(dy, from, dx);
  }

  @Override
  public void meanRows(int[] offsets, int[] members, Matrix x, Matrix y) {
    rows.mean(offsets, members, x, y);
  }

  @Override
  public void addMeanRowsGradient(int[] offsets, int[] members, Matrix dy, Matrix dx) {
    rows.addMeanGradient(offsets, members, dy, dx);
  }

  @Override
  public void rowNorms(Matrix x, Matrix norms) {
    rows.norms(x, norms);
  }

  @Override
  public void softmax(Matrix x, double temperature, Matrix y) {
    RowLosses.softmax(x, temperature, y);
  }

  @Override
  public double klDivergence(Matrix logits, Matrix targets, double temperature, Matrix gradient) {
    return RowLosses.klDivergence(logits, targets, temperature, gradient);
  }

  @Override
  public double cosineDistance(Matrix a, Matrix b, Matrix gradient) {
    return RowLosses.cosineDistance(a, b, gradient);
  }

  @Override
  public void adamW(List<AdamUpdate> updates) {
    FusedAdamW.update(workers, updates);
  }

  @Override
  public boolean keepsGradientsByRow() {
    return true;
  }

  @Override
  public double sumOfSquares(Matrix x) {
    return elements.sumOfSquares(x);
  }

  @Override
  public void close() {
    workers.close();
  }

  private static boolean sameShape(Matrix a, Matrix b) {
    return a.rows() == b.rows() && a.columns() == b.columns();
  }
}
