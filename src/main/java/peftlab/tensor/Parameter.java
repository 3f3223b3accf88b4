package peftlab.tensor;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A named leaf tensor: a weight. A frozen one is shared by every trial of a process and never
 * written; a trained one belongs to one adaptation.
 */
public final class Parameter extends Tensor {
  private final String name;
  private final long[] shape;
  private ParameterGradient gradient;

  /**
   * Wraps {@code value}.
   *
   * @param name path from the root, in Hugging Face's terms
   * @param shape as files have it: {@code [n]} for a vector, {@code [rows, columns]} otherwise
   * @param value {@code [1, n]} or {@code [rows, columns]}
   * @param trainable whether training changes it
   */
  public Parameter(String name, long[] shape, Matrix value, boolean trainable) {
    super(null, value, trainable);
    this.name = name;
    this.shape = shape.clone();
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != value.size()) {
      throw new IllegalArgumentException(
          name + ": shape " + Arrays.toString(shape) + " does not hold " + value.size());
    }
  }

  /** Path from the root, e.g. {@code encoder.layer.2.attention.self.query.weight}. */
  public String name() {
    return name;
  }

  /** The shape that files have. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public long count() {
    return value().size();
  }

  /** Whether training changes it. */
  public boolean trainable() {
    return requiresGradient();
  }

  /** Forgets the gradient's values, not its memory: the next step overwrites them. */
  public void clearGradient() {
    if (gradient != null) {
      gradient.clear();
    }
  }

  /** Whether a gradient arrived since {@link #clearGradient}. */
  public boolean hasGradient() {
    return gradient != null && !gradient.fresh();
  }

  @Override
  public Matrix gradient() {
    if (gradient == null) {
      return null;
    }
    gradient.complete();
    return gradient.matrix();
  }

  /** Sum of the squares of the gradient's elements. */
  public double gradientSquares(Kernels kernels) {
    BitSet named = gradient.named();
    return named == null
        ? kernels.sumOfSquares(gradient.matrix())
        : named.stream()
            .mapToDouble(row -> kernels.sumOfSquares(gradient.matrix().rowRange(row, row + 1)))
            .sum();
  }

  /** Multiplies the gradient by {@code factor}. */
  public void scaleGradient(Kernels kernels, double factor) {
    BitSet named = gradient.named();
    if (named == null) {
      kernels.scale(factor, gradient.matrix());
    } else {
      named.stream()
          .forEach(row -> kernels.scale(factor, gradient.matrix().rowRange(row, row + 1)));
    }
  }

  /** Where the gradient lives, made when first asked for. */
  ParameterGradient storedGradient(Arena arena) {
    if (gradient == null) {
      gradient = new ParameterGradient(arena.allocate(MemoryCategory.GRADIENTS, rows(), columns()));
    }
    return gradient;
  }

  ParameterGradient storedGradient() {
    return gradient;
  }

  @Override
  public String toString() {
    return name + " " + Arrays.toString(shape);
  }
}
