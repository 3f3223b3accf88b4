package peftlab.tensor.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import peftlab.tensor.Activation;

/** Elementwise nonlinearities and their derivatives. */
final class Nd4jActivations {
  private final Nd4jScratch scratch;

  Nd4jActivations(Nd4jScratch scratch) {
    this.scratch = scratch;
  }

  /** {@code y ← f(x)}; y may be x. */
  void forward(Activation f, INDArray x, INDArray y) {
    switch (f) {
      case GELU -> Nd4jOps.run("multiply", y, x, normalDistribution(x));
      case RELU -> threshold("relu", y, x);
      case TANH -> Nd4jOps.run("tanh", y, x);
      case SIGMOID -> Nd4jOps.run("sigmoid", y, x);
    }
  }

  /** {@code dx ← dy · f'(x)}; dx may be dy. */
  void backward(Activation f, INDArray x, INDArray dy, INDArray dx) {
    switch (f) {
      case GELU -> Nd4jOps.run("multiply", dx, dy, geluDerivative(x));
      case RELU -> threshold("relu_bp", dx, x, dy);
      case TANH -> Nd4jOps.run("tanh_bp", dx, x, dy);
      case SIGMOID -> Nd4jOps.run("sigmoid_bp", dx, x, dy);
    }
  }

  private static void threshold(String name, INDArray output, INDArray... inputs) {
    Nd4jOps.execute(
        DynamicCustomOp.builder(name)
            .addInputs(inputs)
            .addOutputs(output)
            .addFloatingPointArguments(0.0)
            .build());
  }

  /** {@code Φ(x) = (1 + erf(x/√2)) / 2}; ND4J's own GELU and PreciseGELU are other functions. */
  private INDArray normalDistribution(INDArray x) {
    INDArray y = scratch.take(x.shape());
    y.assign(x);
    y.muli(Math.sqrt(0.5));
    Nd4j.getExecutioner().exec(new Erf(y, y));
    return y.addi(1).muli(0.5);
  }

  /** {@code d(x·Φ(x))/dx = Φ(x) + x·φ(x)}, {@code φ(x) = exp(-x²/2)/√2π}. */
  private INDArray geluDerivative(INDArray x) {
    INDArray y = scratch.take(x.shape());
    Nd4jOps.run("multiply", y, x, x);
    Transforms.exp(y.muli(-0.5), false);
    y.muli(x).muli(1 / Math.sqrt(2 * Math.PI));
    return y.addi(normalDistribution(x));
  }
}
