package peftlab.tensor.nd4j;

import static peftlab.tensor.nd4j.Nd4jOps.columns;
import static peftlab.tensor.nd4j.Nd4jOps.reduceRows;
import static peftlab.tensor.nd4j.Nd4jOps.run;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import peftlab.tensor.Dropout;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Norm;

/**
 * Layer normalisation (Ba et al., arXiv 1607.06450) of a residual sum, from means: ND4J's own
 * {@code layer_norm} leaves the epsilon out.
 */
final class Nd4jNorm {
  private final Nd4jOps ops;
  private final DropoutMasks masks;

  Nd4jNorm(Nd4jOps ops, DropoutMasks masks) {
    this.ops = ops;
    this.masks = masks;
  }

  /** {@link Kernels#layerNorm}. */
  void forward(Norm norm, Matrix h, Matrix residual, Matrix y) {
    INDArray x = norm.sum().array();
    dropout(norm.dropout(), h.array(), x);
    if (residual != null) {
      x.addi(residual.array());
    }
    INDArray mean = ops.scratch.take(x.rows(), 1);
    INDArray inverse = ops.scratch.take(x.rows(), 1);
    INDArray centred = ops.scratch.take(x.shape());
    INDArray normalised = ops.scratch.take(x.shape());
    reduceRows("reduce_mean", x, mean);
    run("subtract", centred, x, mean);
    run("multiply", normalised, centred, centred);
    reduceRows("reduce_mean", normalised, inverse);
    Transforms.sqrt(inverse.addi(norm.epsilon()), false).rdivi(1);
    columns(norm.statistics().array(), 0, 1).assign(mean);
    columns(norm.statistics().array(), 1, 2).assign(inverse);
    run("multiply", normalised, centred, inverse);
    run("multiply", centred, normalised, norm.gamma().array());
    run("add", y.array(), centred, norm.beta().array());
  }

  /**
   * {@link Kernels#layerNormGradient}: with {@code x̂ = (sum − mean)·inverse} and {@code g =
   * dy·gamma}, {@code dSum = inverse·(g − mean(g) − x̂·mean(g·x̂))}.
   */
  void backward(Norm norm, Matrix dy, Matrix dSum, Matrix dH, Matrix addGamma, Matrix addBeta) {
    INDArray mean = columns(norm.statistics().array(), 0, 1);
    INDArray inverse = columns(norm.statistics().array(), 1, 2);
    INDArray normalised = ops.scratch.take(dy.rows(), dy.columns());
    INDArray product = ops.scratch.take(dy.rows(), dy.columns());
    run("subtract", product, norm.sum().array(), mean);
    run("multiply", normalised, product, inverse);
    if (addBeta != null) {
      ops.addReduced(dy.array(), addBeta.array());
    }
    if (addGamma != null) {
      run("multiply", product, dy.array(), normalised);
      ops.addReduced(product, addGamma.array());
    }
    INDArray g = ops.scratch.take(dy.rows(), dy.columns());
    INDArray meanG = ops.scratch.take(dy.rows(), 1);
    INDArray meanProduct = ops.scratch.take(dy.rows(), 1);
    run("multiply", g, dy.array(), norm.gamma().array());
    reduceRows("reduce_mean", g, meanG);
    run("multiply", product, g, normalised);
    reduceRows("reduce_mean", product, meanProduct);
    run("multiply", product, normalised, meanProduct);
    g.subi(product);
    run("subtract", product, g, meanG);
    run("multiply", dSum.array(), product, inverse);
    if (dH != null) {
      dropout(norm.dropout(), dSum.array(), dH.array());
    }
  }

  /** {@code y ← x} with dropout; y may be x. */
  void dropout(Dropout dropout, INDArray x, INDArray y) {
    if (dropout.active()) {
      INDArray mask = ops.scratch.take(x.shape());
      masks.draw(dropout, mask);
      run("multiply", y, x, mask);
    } else {
      y.assign(x);
    }
  }
}
