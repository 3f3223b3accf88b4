package peftlab.tensor.nd4j;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
 * Kernels made of ND4J operations on whole arrays: the reference that other kernels are tested
 * against, and what runs on whichever backend is on the class path, a GPU's included.
 *
 * <p>No loop over elements runs on the host; what crosses over is index arrays, pooling weights, on
 * the CPU dropout masks, and the losses. One instance serves one thread at a time.
 */
public final class Nd4jKernels implements Kernels {
  private final Precision precision;
  private final Nd4jOps ops;
  private final Nd4jActivations activations;
  private final Nd4jNorm norms;
  private final Nd4jAttention attentions;
  private final Nd4jRows rows;
  private final Nd4jSparse sparse;
  private final Nd4jLosses losses;

  /** Kernels of a precision on ND4J's backend. */
  public Nd4jKernels(Precision precision) {
    this(precision, DropoutMasks.forBackend());
  }

  Nd4jKernels(Precision precision, DropoutMasks masks) {
    this.precision = precision;
    ops = new Nd4jOps(precision);
    activations = new Nd4jActivations(ops.scratch);
    norms = new Nd4jNorm(ops, masks);
    attentions = new Nd4jAttention(ops.scratch, masks);
    rows = new Nd4jRows(ops);
    sparse = new Nd4jSparse(ops);
    losses = new Nd4jLosses(ops.scratch);
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public String description() {
    return "ND4J operations, %s, %s"
        .formatted(
            Nd4j.getBackend().getClass().getSimpleName(),
            precision.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Storage allocate(long elements) {
    return Storage.managed(elements, precision);
  }

  @Override
  public void fill(Matrix x, double value) {
    x.array().assign(value);
  }

  @Override
  public void copy(Matrix from, Matrix to) {
    to.array().assign(from.reshaped(to.rows(), to.columns()).array());
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
    Nd4jOps.multiply(transposeA, a.array(), transposeB, b.array(), alpha, beta, c.array());
  }

  @Override
  public void linear(Matrix x, Matrix weight, Matrix bias, Matrix y) {
    multiply(false, x, true, weight, 1, 0, y);
    if (bias != null) {
      plus(y, bias, y);
    }
  }

  @Override
  public void add(double alpha, Matrix x, Matrix y) {
    Nd4jOps.axpy(alpha, x.array(), y.array());
  }

  @Override
  public void scale(double alpha, Matrix x) {
    x.array().muli(alpha);
  }

  @Override
  public void plus(Matrix x, Matrix m, Matrix y) {
    Nd4jOps.run("add", y.array(), x.array(), m.array());
  }

  @Override
  public void times(Matrix x, Matrix m, Matrix y) {
    Nd4jOps.run("multiply", y.array(), x.array(), m.array());
  }

  @Override
  public void addReduced(Matrix x, Matrix y) {
    ops.scratch.clear();
    ops.addReduced(x.array(), y.array());
  }

  @Override
  public void addProductReduced(Matrix a, Matrix b, Matrix y) {
    ops.scratch.clear();
    INDArray product = ops.scratch.take(a.rows(), a.columns());
    Nd4jOps.run("multiply", product, a.array(), b.array());
    ops.addReduced(product, y.array());
  }

  @Override
  public void activate(Activation f, Matrix x, Matrix y) {
    ops.scratch.clear();
    activations.forward(f, x.array(), y.array());
  }

  @Override
  public void activateGradient(Activation f, Matrix x, Matrix dy, Matrix dx) {
    ops.scratch.clear();
    activations.backward(f, x.array(), dy.array(), dx.array());
  }

  @Override
  public void dropout(Dropout dropout, Matrix x, Matrix y) {
    ops.scratch.clear();
    norms.dropout(dropout, x.array(), y.array());
  }

  @Override
  public void layerNorm(Norm norm, Matrix h, Matrix residual, Matrix y) {
    ops.scratch.clear();
    norms.forward(norm, h, residual, y);
  }

  @Override
  public void layerNormGradient(
      Norm norm, Matrix dy, Matrix dSum, Matrix dH, Matrix addGamma, Matrix addBeta) {
    ops.scratch.clear();
    norms.backward(norm, dy, dSum, dH, addGamma, addBeta);
  }

  @Override
  public void attention(Attention attention, Matrix context) {
    ops.scratch.clear();
    attentions.forward(attention, context);
  }

  @Override
  public void attentionGradient(
      Attention attention, Matrix dContext, Matrix dq, Matrix dk, Matrix dv) {
    ops.scratch.clear();
    attentions.backward(attention, dContext, dq, dk, dv);
  }

  @Override
  public void gatherRows(int[] indices, Matrix[] stack, Matrix y) {
    ops.scratch.clear();
    rows.gather(indices, stack, y.array());
  }

  @Override
  public void addGatheredRows(int[] indices, Matrix table, Matrix y) {
    ops.scratch.clear();
    rows.addGathered(indices, table.array(), y.array());
  }

  @Override
  public void addScatteredRows(Matrix dy, int[] indices, Matrix[] stack, int[] stackRows) {
    ops.scratch.clear();
    rows.addScattered(dy.array(), indices, stack, stackRows);
  }

  @Override
  public void copyColumns(Matrix x, int from, Matrix y) {
    y.array().assign(Nd4jOps.columns(x.array(), from, from + y.columns()));
  }

  @Override
  public void addColumns(Matrix dy, int from, Matrix dx) {
    Nd4jOps.columns(dx.array(), from, from + dy.columns()).addi(dy.array());
  }

  @Override
  public void meanRows(int[] offsets, int[] members, Matrix x, Matrix y) {
    ops.scratch.clear();
    rows.mean(offsets, members, x.array(), y.array());
  }

  @Override
  public void addMeanRowsGradient(int[] offsets, int[] members, Matrix dy, Matrix dx) {
    ops.scratch.clear();
    rows.addMeanGradient(offsets, members, dy.array(), dx.array());
  }

  @Override
  public void addSparse(SparsePlaces places, Matrix values, Matrix x, Matrix y) {
    ops.scratch.clear();
    sparse.add(places, values.array(), x.array(), y.array());
  }

  @Override
  public void addSparseGradient(SparsePlaces places, Matrix x, Matrix dy, Matrix dValues) {
    ops.scratch.clear();
    sparse.addGradient(places, x.array(), dy.array(), dValues.array());
  }

  @Override
  public void rowNorms(Matrix x, Matrix norms) {
    Nd4jOps.reduceRows("reduce_norm2", x.array(), norms.array());
  }

  @Override
  public void softmax(Matrix x, double temperature, Matrix y) {
    ops.scratch.clear();
    losses.softmax(x.array(), temperature, y.array());
  }

  @Override
  public double klDivergence(Matrix logits, Matrix targets, double temperature, Matrix gradient) {
    ops.scratch.clear();
    return losses.klDivergence(logits.array(), targets.array(), temperature, gradient.array());
  }

  @Override
  public double cosineDistance(Matrix a, Matrix b, Matrix gradient) {
    ops.scratch.clear();
    return losses.cosineDistance(a.array(), b.array(), gradient.array());
  }

  @Override
  public void adamW(List<AdamUpdate> updates) {
    updates.forEach(update -> Nd4jAdamW.update(ops.scratch, update));
  }

  @Override
  public double sumOfSquares(Matrix x) {
    double norm = x.array().norm2Number().doubleValue();
    return norm * norm;
  }

  @Override
  public void close() {
    attentions.close();
    ops.close();
  }
}
