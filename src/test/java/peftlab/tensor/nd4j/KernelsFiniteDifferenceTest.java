package peftlab.tensor.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.tensor.Activation;
import peftlab.tensor.Attention;
import peftlab.tensor.Dropout;
import peftlab.tensor.KernelBench;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Norm;
import peftlab.tensor.Packing;
import peftlab.tensor.Precision;
import peftlab.tensor.SparsePlaces;

/** Each backward of the reference kernels against central differences, in double precision. */
class KernelsFiniteDifferenceTest {
  private static final double STEP = 1e-5;
  private static final int ENTRIES = 8;

  private final Kernels kernels = new Nd4jKernels(Precision.DOUBLE);
  private KernelBench bench;

  @AfterEach
  void close() {
    bench.close();
    kernels.close();
  }

  static IntStream seeds() {
    return IntStream.range(0, 6);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void multiply(int seed) {
    int m = open(seed).between(1, 9);
    int n = bench.between(1, 9);
    int inner = bench.between(1, 9);
    for (boolean transposeA : new boolean[] {false, true}) {
      for (boolean transposeB : new boolean[] {false, true}) {
        Matrix a = transposeA ? bench.normal(inner, m) : bench.normal(m, inner);
        Matrix b = transposeB ? bench.normal(n, inner) : bench.normal(inner, n);
        Matrix c = bench.zeros(m, n);
        Matrix dc = bench.normal(m, n);
        DoubleSupplier loss =
            () -> {
              kernels.multiply(transposeA, a, transposeB, b, 0.7, 0, c);
              return dot(c, dc);
            };
        Matrix da = bench.zeros(a.rows(), a.columns());
        Matrix db = bench.zeros(b.rows(), b.columns());
        if (transposeA) {
          kernels.multiply(transposeB, b, true, dc, 0.7, 0, da);
        } else {
          kernels.multiply(false, dc, !transposeB, b, 0.7, 0, da);
        }
        if (transposeB) {
          kernels.multiply(true, dc, transposeA, a, 0.7, 0, db);
        } else {
          kernels.multiply(!transposeA, a, false, dc, 0.7, 0, db);
        }
        assertGradient(a, da, loss);
        assertGradient(b, db, loss);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void linear(int seed) {
    int rows = open(seed).between(1, 12);
    int inputs = bench.between(1, 9);
    int outputs = bench.between(1, 9);
    Matrix x = bench.normal(rows, inputs);
    Matrix weight = bench.normal(outputs, inputs);
    Matrix bias = bench.normal(1, outputs);
    Matrix y = bench.zeros(rows, outputs);
    Matrix dy = bench.normal(rows, outputs);
    DoubleSupplier loss =
        () -> {
          kernels.linear(x, weight, bias, y);
          return dot(y, dy);
        };
    Matrix dx = bench.zeros(rows, inputs);
    Matrix dWeight = bench.zeros(outputs, inputs);
    Matrix dBias = bench.zeros(1, outputs);
    kernels.multiply(false, dy, false, weight, 1, 0, dx);
    kernels.multiply(true, dy, false, x, 1, 0, dWeight);
    kernels.addReduced(dy, dBias);
    assertGradient(x, dx, loss);
    assertGradient(weight, dWeight, loss);
    assertGradient(bias, dBias, loss);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void broadcastSumsAndProducts(int seed) {
    int rows = open(seed).between(1, 7);
    int columns = bench.between(1, 7);
    for (int[] shape : new int[][] {{rows, columns}, {1, columns}, {rows, 1}, {1, 1}}) {
      Matrix x = bench.normal(rows, columns);
      Matrix m = bench.normal(shape[0], shape[1]);
      Matrix y = bench.zeros(rows, columns);
      Matrix dy = bench.normal(rows, columns);
      Matrix dx = bench.zeros(rows, columns);
      Matrix dm = bench.zeros(shape[0], shape[1]);
      kernels.addReduced(dy, dm);
      assertGradient(
          m,
          dm,
          () -> {
            kernels.plus(x, m, y);
            return dot(y, dy);
          });
      DoubleSupplier product =
          () -> {
            kernels.times(x, m, y);
            return dot(y, dy);
          };
      kernels.times(dy, m, dx);
      kernels.fill(dm, 0);
      kernels.addProductReduced(dy, x, dm);
      assertGradient(x, dx, product);
      assertGradient(m, dm, product);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activations(Activation f) {
    Matrix x = open(f.name().length()).normal(5, 9);
    Matrix dy = bench.normal(5, 9);
    Matrix y = bench.zeros(5, 9);
    Matrix dx = bench.zeros(5, 9);
    kernels.activateGradient(f, x, dy, dx);
    assertGradient(
        x,
        dx,
        () -> {
          kernels.activate(f, x, y);
          return dot(y, dy);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void layerNorm(int seed) {
    int rows = open(seed).between(1, 8);
    int width = bench.between(2, 9);
    Dropout dropout = seed % 2 == 0 ? Dropout.NONE : new Dropout(0.3, seed);
    Matrix h = bench.normal(rows, width);
    Matrix residual = seed % 3 == 0 ? null : bench.normal(rows, width);
    Matrix gamma = bench.normal(1, width);
    Matrix beta = bench.normal(1, width);
    Matrix sum = bench.zeros(rows, width);
    Matrix statistics = bench.zeros(rows, 2);
    Matrix y = bench.zeros(rows, width);
    Matrix dy = bench.normal(rows, width);
    Norm norm = new Norm(dropout, 0.1, gamma, beta, sum, statistics);
    Runnable forward = () -> kernels.layerNorm(norm, h, residual, y);
    forward.run();
    DoubleSupplier loss =
        () -> {
          forward.run();
          return dot(y, dy);
        };
    Matrix dSum = bench.zeros(rows, width);
    Matrix dH = bench.zeros(rows, width);
    Matrix dGamma = bench.zeros(1, width);
    Matrix dBeta = bench.zeros(1, width);
    kernels.layerNormGradient(norm, dy, dSum, dH, dGamma, dBeta);
    assertGradient(h, dH, loss);
    assertGradient(gamma, dGamma, loss);
    assertGradient(beta, dBeta, loss);
    if (residual != null) {
      assertGradient(residual, dSum, loss);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void attention(int seed) {
    int heads = open(seed).between(1, 3);
    int width = heads * bench.between(1, 4);
    int sequences = bench.between(1, 4);
    int[] queries = bench.offsets(sequences, 1, 5);
    // A prefix lengthens each sequence's keys.
    int prefix = seed % 3;
    int[] keys = queries.clone();
    for (int i = 0; i <= sequences; i++) {
      keys[i] += prefix * i;
    }
    Packing packing = new Packing(queries, keys);
    Dropout dropout = seed % 2 == 0 ? Dropout.NONE : new Dropout(0.3, seed);
    Matrix q = bench.normal(queries[sequences], width);
    Matrix k = bench.normal(keys[sequences], width);
    Matrix v = bench.normal(keys[sequences], width);
    Matrix probabilities = bench.zeros(1, packing.scoreOffsets(heads)[sequences]);
    Matrix context = bench.zeros(q.rows(), width);
    Matrix dContext = bench.normal(q.rows(), width);
    Attention attention = new Attention(packing, heads, dropout, q, k, v, probabilities);
    Runnable forward = () -> kernels.attention(attention, context);
    forward.run();
    DoubleSupplier loss =
        () -> {
          forward.run();
          return dot(context, dContext);
        };
    Matrix dq = bench.zeros(q.rows(), width);
    Matrix dk = bench.zeros(k.rows(), width);
    Matrix dv = bench.zeros(v.rows(), width);
    kernels.attentionGradient(attention, dContext, dq, dk, dv);
    assertGradient(q, dq, loss);
    assertGradient(k, dk, loss);
    assertGradient(v, dv, loss);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rowsFromAStack(int seed) {
    int width = open(seed).between(1, 5);
    Matrix[] stack = new Matrix[bench.between(1, 3)];
    Matrix[] gradients = new Matrix[stack.length];
    int[] stackRows = new int[stack.length];
    int total = 0;
    for (int i = 0; i < stack.length; i++) {
      stackRows[i] = bench.between(1, 6);
      stack[i] = bench.normal(stackRows[i], width);
      gradients[i] = i == 1 ? null : bench.zeros(stackRows[i], width);
      total += stackRows[i];
    }
    int[] rows = bench.indices(bench.between(1, 20), total);
    Matrix y = bench.zeros(rows.length, width);
    Matrix dy = bench.normal(rows.length, width);
    kernels.addScatteredRows(dy, rows, gradients, stackRows);
    for (int i = 0; i < stack.length; i++) {
      if (gradients[i] != null) {
        assertGradient(
            stack[i],
            gradients[i],
            () -> {
              kernels.gatherRows(rows, stack, y);
              return dot(y, dy);
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void addedRows(int seed) {
    int width = open(seed).between(1, 5);
    Matrix table = bench.normal(bench.between(1, 6), width);
    int[] rows = bench.indices(bench.between(1, 20), table.rows());
    Matrix y = bench.zeros(rows.length, width);
    Matrix dy = bench.normal(rows.length, width);
    Matrix dTable = bench.zeros(table.rows(), width);
    kernels.addScatteredRows(dy, rows, new Matrix[] {dTable}, new int[] {table.rows()});
    assertGradient(
        table,
        dTable,
        () -> {
          kernels.fill(y, 0.5);
          kernels.addGatheredRows(rows, table, y);
          return dot(y, dy);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sparse(int seed) {
    Matrix x = open(seed).normal(bench.between(1, 6), bench.between(1, 6));
    Matrix y = bench.zeros(x.rows(), bench.between(1, 6));
    int count = bench.between(1, 9);
    SparsePlaces places =
        new SparsePlaces(bench.indices(count, y.columns()), bench.indices(count, x.columns()));
    Matrix values = bench.normal(1, count);
    Matrix dy = bench.normal(y.rows(), y.columns());
    Matrix dx = bench.zeros(x.rows(), x.columns());
    Matrix dValues = bench.zeros(1, count);
    DoubleSupplier loss =
        () -> {
          kernels.fill(y, 0.5);
          kernels.addSparse(places, values, x, y);
          return dot(y, dy);
        };
    kernels.addSparse(places.transposed(), values, dy, dx);
    kernels.addSparseGradient(places, x, dy, dValues);
    assertGradient(x, dx, loss);
    assertGradient(values, dValues, loss);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void columns(int seed) {
    int rows = open(seed).between(1, 6);
    int width = bench.between(1, 6);
    int from = bench.between(0, 4);
    Matrix x = bench.normal(rows, from + width + bench.between(0, 3));
    Matrix y = bench.zeros(rows, width);
    Matrix dy = bench.normal(rows, width);
    Matrix dx = bench.zeros(rows, x.columns());
    kernels.addColumns(dy, from, dx);
    assertGradient(
        x,
        dx,
        () -> {
          kernels.copyColumns(x, from, y);
          return dot(y, dy);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void meanRows(int seed) {
    int rows = open(seed).between(1, 12);
    int width = bench.between(1, 6);
    int[] offsets = bench.offsets(bench.between(1, 4), 1, 5);
    int[] members = bench.indices(offsets[offsets.length - 1], rows);
    Matrix x = bench.normal(rows, width);
    Matrix y = bench.zeros(offsets.length - 1, width);
    Matrix dy = bench.normal(y.rows(), width);
    Matrix dx = bench.zeros(rows, width);
    kernels.addMeanRowsGradient(offsets, members, dy, dx);
    assertGradient(
        x,
        dx,
        () -> {
          kernels.meanRows(offsets, members, x, y);
          return dot(y, dy);
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2, 7})
  void klDivergence(double temperature) {
    int rows = open((long) (10 * temperature)).between(1, 6);
    int classes = bench.between(2, 6);
    Matrix logits = bench.normal(rows, classes);
    Matrix targets = bench.distributions(rows, classes);
    Matrix gradient = bench.zeros(rows, classes);
    Matrix unused = bench.zeros(rows, classes);
    kernels.klDivergence(logits, targets, temperature, gradient);
    assertGradient(
        logits, gradient, () -> kernels.klDivergence(logits, targets, temperature, unused));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void cosineDistance(int seed) {
    int rows = open(seed).between(1, 6);
    int width = bench.between(2, 6);
    Matrix a = bench.normal(rows, width);
    Matrix b = bench.normal(rows, width);
    Matrix gradient = bench.zeros(rows, width);
    Matrix unused = bench.zeros(rows, width);
    kernels.cosineDistance(a, b, gradient);
    assertGradient(a, gradient, () -> kernels.cosineDistance(a, b, unused));
  }

  private KernelBench open(long seed) {
    bench = new KernelBench(kernels, seed);
    return bench;
  }

  private static double dot(Matrix a, Matrix b) {
    double[] x = a.toDoubles();
    double[] y = b.toDoubles();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** Compares entries of a gradient with {@code (loss(x + h) − loss(x − h)) / 2h}. */
  private void assertGradient(Matrix x, Matrix gradient, DoubleSupplier loss) {
    double[] values = x.toDoubles();
    double[] claimed = gradient.toDoubles();
    for (int n = 0; n < Math.min(values.length, ENTRIES); n++) {
      int i = values.length <= ENTRIES ? n : bench.random.nextInt(values.length);
      double value = values[i];
      values[i] = value + STEP;
      x.set(values);
      double above = loss.getAsDouble();
      values[i] = value - STEP;
      x.set(values);
      double below = loss.getAsDouble();
      values[i] = value;
      x.set(values);
      double slope = (above - below) / (2 * STEP);
      assertThat(claimed[i])
          .as("entry %d", i)
          .isCloseTo(slope, within(1e-7 * (1 + Math.abs(slope))));
    }
  }
}
