package peftlab.tensor;

/** An elementwise nonlinearity. */
public enum Activation {
  /** {@code x·Φ(x)} with the exact normal distribution function (erf), as BERT uses it. */
  GELU,
  /** {@code max(x, 0)}. */
  RELU,
  /** Hyperbolic tangent. */
  TANH,
  /** {@code 1 / (1 + e^-x)}. */
  SIGMOID
}
