package peftlab.tensor.cpu;

import java.nio.FloatBuffer;
import java.util.Arrays;
import peftlab.tensor.Activation;
import peftlab.tensor.Dropout;
import peftlab.tensor.Matrix;

/** Elementwise work in chunks that stay in the first cache. */
final class FusedElementwise {
  private static final int CHUNK = 4096;

  private final Workers workers;

  FusedElementwise(Workers workers) {
    this.workers = workers;
  }

  void fill(Matrix x, float value) {
    FloatBuffer buffer = x.buffer();
    chunks(
        x.size(),
        (at, n, scratch) -> {
          float[] values = scratch.floats(0, CHUNK);
          Arrays.fill(values, 0, n, value);
          buffer.put(x.start() + at, values, 0, n);
        });
  }

  void copy(Matrix from, Matrix to) {
    FloatBuffer source = from.buffer();
    FloatBuffer target = to.buffer();
    chunks(
        from.size(), (at, n, scratch) -> target.put(to.start() + at, source, from.start() + at, n));
  }

  void add(float alpha, Matrix x, Matrix y) {
    map(x, y, y, (a, b, n) -> VectorMath.addScaled(alpha, a, b, n));
  }

  /** {@code y ← y + a ⊙ b}. */
  void addProduct(Matrix a, Matrix b, Matrix y) {
    chunks(
        a.size(),
        (at, n, scratch) -> {
          float[] x = scratch.floats(0, CHUNK);
          float[] z = scratch.floats(1, CHUNK);
          float[] sum = scratch.floats(2, CHUNK);
          a.buffer().get(a.start() + at, x, 0, n);
          b.buffer().get(b.start() + at, z, 0, n);
          y.buffer().get(y.start() + at, sum, 0, n);
          VectorMath.addProduct(x, z, sum, n);
          y.buffer().put(y.start() + at, sum, 0, n);
        });
  }

  void scale(float alpha, Matrix x) {
    chunks(
        x.size(),
        (at, n, scratch) -> {
          float[] values = scratch.floats(0, CHUNK);
          x.buffer().get(x.start() + at, values, 0, n);
          VectorMath.scale(values, 0, n, alpha);
          x.buffer().put(x.start() + at, values, 0, n);
        });
  }

  void dropout(Dropout dropout, Matrix x, Matrix y) {
    if (!dropout.active()) {
      if (x != y) {
        copy(x, y);
      }
      return;
    }
    chunks(
        x.size(),
        (at, n, scratch) -> {
          float[] values = scratch.floats(0, CHUNK);
          x.buffer().get(x.start() + at, values, 0, n);
          scratch.drop(dropout, values, 0, n, at);
          y.buffer().put(y.start() + at, values, 0, n);
        });
  }

  void activate(Activation f, Matrix x, Matrix y) {
    chunks(
        x.size(),
        (at, n, scratch) -> {
          float[] in = scratch.floats(0, CHUNK);
          x.buffer().get(x.start() + at, in, 0, n);
          switch (f) {
            case GELU -> {
              float[] cdf = scratch.floats(1, CHUNK);
              VectorMath.normalCdf(in, cdf, n);
              VectorMath.multiply(cdf, in, n);
            }
            case RELU -> {
              for (int i = 0; i < n; i++) {
                in[i] = Math.max(in[i], 0);
              }
            }
            case TANH -> {
              for (int i = 0; i < n; i++) {
                in[i] = (float) Math.tanh(in[i]);
              }
            }
            case SIGMOID -> {
              for (int i = 0; i < n; i++) {
                in[i] = (float) (1 / (1 + Math.exp(-in[i])));
              }
            }
          }
          y.buffer().put(y.start() + at, in, 0, n);
        });
  }

  void activateGradient(Activation f, Matrix x, Matrix dy, Matrix dx) {
    chunks(
        x.size(),
        (at, n, scratch) -> {
          float[] in = scratch.floats(0, CHUNK);
          float[] g = scratch.floats(1, CHUNK);
          x.buffer().get(x.start() + at, in, 0, n);
          dy.buffer().get(dy.start() + at, g, 0, n);
          switch (f) {
            case GELU -> {
              float[] cdf = scratch.floats(2, CHUNK);
              float[] density = scratch.floats(3, CHUNK);
              VectorMath.normalCdf(in, cdf, n);
              VectorMath.normalDensity(in, density, n);
              VectorMath.geluGradient(in, cdf, density, g, n);
            }
            case RELU -> {
              for (int i = 0; i < n; i++) {
                g[i] = in[i] > 0 ? g[i] : 0;
              }
            }
            case TANH -> {
              for (int i = 0; i < n; i++) {
                double t = Math.tanh(in[i]);
                g[i] *= (float) (1 - t * t);
              }
            }
            case SIGMOID -> {
              for (int i = 0; i < n; i++) {
                double s = 1 / (1 + Math.exp(-in[i]));
                g[i] *= (float) (s * (1 - s));
              }
            }
          }
          dx.buffer().put(dx.start() + at, g, 0, n);
        });
  }

  double sumOfSquares(Matrix x) {
    int chunks = (int) ((x.size() + CHUNK - 1) / CHUNK);
    double[] sums = new double[chunks]; // added up in order, whoever computed them
    chunks(
        x.size(),
        (at, n, scratch) -> {
          float[] values = scratch.floats(0, CHUNK);
          x.buffer().get(x.start() + at, values, 0, n);
          sums[at / CHUNK] = VectorMath.dot(values, 0, values, 0, n);
        });
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return total;
  }

  /** {@code y ← f(x, z)}, where f writes its second argument. */
  void map(Matrix x, Matrix z, Matrix y, Binary f) {
    chunks(
        x.size(),
        (at, n, scratch) -> {
          float[] a = scratch.floats(0, CHUNK);
          float[] b = scratch.floats(1, CHUNK);
          x.buffer().get(x.start() + at, a, 0, n);
          z.buffer().get(z.start() + at, b, 0, n);
          f.apply(a, b, n);
          y.buffer().put(y.start() + at, b, 0, n);
        });
  }

  private void chunks(long size, Chunk chunk) {
    int count = (int) ((size + CHUNK - 1) / CHUNK);
    workers.ranges(
        count,
        (from, to, part) -> {
          Scratch scratch = Scratch.own();
          for (int i = from; i < to; i++) {
            int at = i * CHUNK;
            chunk.run(at, (int) Math.min(CHUNK, size - at), scratch);
          }
        });
  }

  /** Reads two arrays and writes the second. */
  interface Binary {
    void apply(float[] a, float[] b, int n);
  }

  private interface Chunk {
    void run(int at, int n, Scratch scratch);
  }
}
