package peftlab.nn;

import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/**
 * {@code y = x·Wᵀ + b}.
 *
 * @param weight {@code [outputs, inputs]}
 * @param bias {@code [outputs]}
 */
public record Linear(Parameter weight, Parameter bias) {
  /** Width of {@code x}. */
  public int inputs() {
    return weight.columns();
  }

  /** Width of {@code y}. */
  public int outputs() {
    return weight.rows();
  }

  /** Applies it to the rows of {@code x}. */
  public Tensor apply(Tensor x) {
    return x.linear(weight, bias);
  }
}
