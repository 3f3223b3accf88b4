package peftlab.tensor;

import java.util.Random;

/** Draws the first values of a parameter. */
public interface Initializer {
  /** Fills {@code values}, a tensor of {@code shape}, row by row. */
  void fill(float[] values, long[] shape, Random random);

  /** All zero. */
  static Initializer zeros() {
    return constant(0);
  }

  /** All the same. */
  static Initializer constant(double value) {
    return (values, shape, random) -> java.util.Arrays.fill(values, (float) value);
  }

  /** These values, in row-major order. */
  static Initializer values(float[] given) {
    return (values, shape, random) -> System.arraycopy(given, 0, values, 0, given.length);
  }

  /** Normal with mean 0. */
  static Initializer normal(double deviation) {
    return (values, shape, random) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    };
  }

  /** Normal with mean 0, drawn again where it is more than two deviations away. */
  static Initializer truncatedNormal(double deviation) {
    return (values, shape, random) -> {
      for (int i = 0; i < values.length; i++) {
        double z = random.nextGaussian();
        while (Math.abs(z) > 2) {
          z = random.nextGaussian();
        }
        values[i] = (float) (deviation * z);
      }
    };
  }

  /** Uniform in (−bound, bound). */
  static Initializer uniform(double bound) {
    return (values, shape, random) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    };
  }

  /** PyTorch's default for a linear layer, {@code kaiming_uniform(a = √5)}: U(±1/√inputs). */
  static Initializer kaimingUniform() {
    return (values, shape, random) ->
        uniform(1 / Math.sqrt((double) shape[shape.length - 1])).fill(values, shape, random);
  }
}
