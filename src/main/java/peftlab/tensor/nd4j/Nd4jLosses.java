package peftlab.tensor.nd4j;

import static peftlab.tensor.nd4j.Nd4jOps.reduceRows;
import static peftlab.tensor.nd4j.Nd4jOps.run;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import peftlab.tensor.Kernels;

/** Softmax and the losses; each loss is the only number that leaves the device. */
final class Nd4jLosses {
  private final Nd4jScratch scratch;

  Nd4jLosses(Nd4jScratch scratch) {
    this.scratch = scratch;
  }

  /** {@link Kernels#softmax}. */
  void softmax(INDArray x, double temperature, INDArray y) {
    INDArray scaled = scratch.take(x.shape()).assign(x);
    run("softmax", y, scaled.divi(temperature));
  }

  /**
   * {@link Kernels#klDivergence}: with {@code z} the scaled logits less their row's largest, {@code
   * log softmax = z − log Σ e^z}, and the gradient is {@code (softmax − targets) /
   * (temperature·rows)}. ND4J's {@code log_softmax} is infinite where softmax rounds to 0.
   */
  double klDivergence(INDArray logits, INDArray targets, double temperature, INDArray gradient) {
    INDArray z = scratch.take(logits.shape());
    INDArray largest = scratch.take(logits.rows(), 1);
    reduceRows("reduce_max", logits, largest);
    run("subtract", z, logits, largest);
    INDArray exponentials = scratch.take(logits.shape()).assign(z.divi(temperature));
    INDArray total = scratch.take(logits.rows(), 1);
    reduceRows("reduce_sum", Transforms.exp(exponentials, false), total);
    run("divide", gradient, exponentials, total);
    gradient.subi(targets).divi(temperature * logits.rows());

    INDArray logarithms = scratch.take(logits.shape());
    run("subtract", logarithms, z, Transforms.log(total, false));
    // Too small to change any target but 0, whose logarithm it keeps finite.
    INDArray divergence = scratch.take(logits.shape()).assign(targets).addi(Float.MIN_NORMAL);
    Transforms.log(divergence, false).subi(logarithms).muli(targets);
    return divergence.sumNumber().doubleValue() / logits.rows();
  }

  /**
   * {@link Kernels#cosineDistance}: the gradient of a row is {@code (cos·a/‖a‖ − b/‖b‖) /
   * (‖a‖·rows)}.
   */
  double cosineDistance(INDArray a, INDArray b, INDArray gradient) {
    INDArray normA = scratch.take(a.rows(), 1);
    INDArray normB = scratch.take(a.rows(), 1);
    INDArray cosine = scratch.take(a.rows(), 1);
    INDArray unitA = scratch.take(a.shape());
    INDArray unitB = scratch.take(a.shape());
    INDArray product = scratch.take(a.shape());
    reduceRows("reduce_norm2", a, normA);
    reduceRows("reduce_norm2", b, normB);
    run("divide", unitA, a, normA);
    run("divide", unitB, b, normB);
    run("multiply", product, unitA, unitB);
    reduceRows("reduce_sum", product, cosine);
    run("multiply", product, unitA, cosine);
    product.subi(unitB);
    run("divide", gradient, product, normA);
    gradient.divi(a.rows());
    return 1 - cosine.sumNumber().doubleValue() / a.rows();
  }
}
