package peftlab.tensor.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peftlab.tensor.Activation;
import peftlab.tensor.AdamStep;
import peftlab.tensor.AdamUpdate;
import peftlab.tensor.Attention;
import peftlab.tensor.Dropout;
import peftlab.tensor.KernelBench;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Norm;
import peftlab.tensor.Packing;
import peftlab.tensor.Precision;

/** The reference kernels against the formulas written out, to the precision of double. */
class ReferenceKernelsTest {
  private static final double TOLERANCE = 1e-12;

  private final Kernels kernels = new Nd4jKernels(Precision.DOUBLE);
  private final KernelBench bench = new KernelBench(kernels, 4711);

  @AfterEach
  void close() {
    bench.close();
    kernels.close();
  }

  @Test
  void geluUsesTheErrorFunction() {
    double root = Math.sqrt(2);
    Matrix x = bench.zeros(1, 5);
    x.set(new double[] {0, root / 2, root, 2 * root, -root});
    Matrix y = bench.zeros(1, 5);
    kernels.activate(Activation.GELU, x, y);
    double one = 0.8427007929497149; // erf(1), DLMF 7.2
    assertClose(
        y,
        0,
        root / 4 * (1 + 0.5204998778130465),
        root / 2 * (1 + one),
        root * (1 + 0.9953222650189527),
        -root / 2 * (1 - one));
  }

  @Test
  void otherActivations() {
    Matrix x = bench.normal(3, 4);
    Matrix y = bench.zeros(3, 4);
    double[] values = x.toDoubles();
    for (Activation f : new Activation[] {Activation.RELU, Activation.TANH, Activation.SIGMOID}) {
      kernels.activate(f, x, y);
      double[] expected = new double[values.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] =
            switch (f) {
              case RELU -> Math.max(values[i], 0);
              case TANH -> Math.tanh(values[i]);
              default -> 1 / (1 + Math.exp(-values[i]));
            };
      }
      assertClose(y, expected);
    }
  }

  @Test
  void layerNormHasAnEpsilonAndTheBiasedVariance() {
    int rows = 5;
    int width = 7;
    Dropout dropout = new Dropout(0.2, 5);
    Matrix h = bench.normal(rows, width);
    Matrix residual = bench.normal(rows, width);
    Matrix gamma = bench.normal(1, width);
    Matrix beta = bench.normal(1, width);
    Matrix sum = bench.zeros(rows, width);
    Matrix y = bench.zeros(rows, width);
    kernels.layerNorm(
        new Norm(dropout, 0.3, gamma, beta, sum, bench.zeros(rows, 2)), h, residual, y);
    double[] x = h.toDoubles();
    double[] r = residual.toDoubles();
    double[] expected = new double[x.length];
    for (int i = 0; i < rows; i++) {
      double mean = 0;
      for (int j = i * width; j < (i + 1) * width; j++) {
        x[j] = (dropout.keeps(j) ? x[j] * dropout.scale() : 0) + r[j];
        mean += x[j] / width;
      }
      double variance = 0;
      for (int j = i * width; j < (i + 1) * width; j++) {
        variance += (x[j] - mean) * (x[j] - mean) / width;
      }
      for (int j = 0; j < width; j++) {
        expected[i * width + j] =
            (x[i * width + j] - mean) / Math.sqrt(variance + 0.3) * gamma.toDoubles()[j]
                + beta.toDoubles()[j];
      }
    }
    assertClose(sum, x);
    assertClose(y, expected);
  }

  @Test
  void attentionOfUnevenSequencesWithAPrefixAndDropout() {
    int heads = 2;
    int size = 3;
    int width = heads * size;
    Packing packing = new Packing(new int[] {0, 4, 5, 8}, new int[] {0, 6, 9, 14});
    Dropout dropout = new Dropout(0.3, 17);
    Matrix q = bench.normal(8, width);
    Matrix k = bench.normal(14, width);
    Matrix v = bench.normal(14, width);
    int[] offsets = packing.scoreOffsets(heads);
    Matrix probabilities = bench.zeros(1, offsets[3]);
    Matrix context = bench.zeros(8, width);
    kernels.attention(new Attention(packing, heads, dropout, q, k, v, probabilities), context);
    double[] expectedProbabilities = new double[offsets[3]];
    double[] expected = new double[8 * width];
    int at = 0;
    for (int s = 0; s < packing.sequences(); s++) {
      for (int head = 0; head < heads; head++) {
        for (int i = packing.queryOffsets()[s]; i < packing.queryOffsets()[s + 1]; i++) {
          double[] weights = new double[packing.keys(s)];
          double total = 0;
          for (int j = 0; j < weights.length; j++) {
            double score = 0;
            for (int c = head * size; c < (head + 1) * size; c++) {
              score += entry(q, i, c) * entry(k, packing.keyOffsets()[s] + j, c);
            }
            weights[j] = Math.exp(score / Math.sqrt(size));
            total += weights[j];
          }
          for (int j = 0; j < weights.length; j++) {
            expectedProbabilities[at] = weights[j] / total;
            if (dropout.keeps(at)) {
              for (int c = head * size; c < (head + 1) * size; c++) {
                expected[i * width + c] +=
                    expectedProbabilities[at]
                        * dropout.scale()
                        * entry(v, packing.keyOffsets()[s] + j, c);
              }
            }
            at++;
          }
        }
      }
    }
    assertClose(probabilities, expectedProbabilities);
    assertClose(context, expected);
  }

  @Test
  void klDivergenceIsCrossEntropyLessTheTargetsEntropy() {
    double temperature = 3;
    Matrix logits = bench.normal(4, 5);
    Matrix targets = bench.zeros(4, 5);
    targets.set(
        new double[] {1, 0, 0, 0, 0, 0, .5, .5, 0, 0, .1, .2, .3, .4, 0, .2, .2, .2, .2, .2});
    double expected = 0;
    for (int i = 0; i < 4; i++) {
      double total = 0;
      for (int j = 0; j < 5; j++) {
        total += Math.exp(entry(logits, i, j) / temperature);
      }
      for (int j = 0; j < 5; j++) {
        double t = entry(targets, i, j);
        if (t > 0) {
          double p = Math.exp(entry(logits, i, j) / temperature) / total;
          expected += t * Math.log(t / p) / 4;
        }
      }
    }
    assertThat(kernels.klDivergence(logits, targets, temperature, bench.zeros(4, 5)))
        .isCloseTo(expected, within(TOLERANCE));
  }

  @Test
  void confidentLogitsKeepTheLossFinite() {
    Matrix logits = bench.zeros(1, 2);
    logits.set(new double[] {2000, -2000});
    Matrix targets = bench.zeros(1, 2);
    targets.set(new double[] {0, 1});
    assertThat(kernels.klDivergence(logits, targets, 1, bench.zeros(1, 2))).isEqualTo(4000);
  }

  @Test
  void cosineDistance() {
    Matrix a = bench.zeros(2, 2);
    Matrix b = bench.zeros(2, 2);
    a.set(new double[] {3, 4, 1, 0});
    b.set(new double[] {4, 3, 0, 5});
    assertThat(kernels.cosineDistance(a, b, bench.zeros(2, 2)))
        .isCloseTo((0.04 + 1) / 2, within(TOLERANCE));
  }

  @Test
  void adamWHasPyTorchsEpsilonAndDecoupledDecay() {
    AdamStep step = new AdamStep(0.01, 0.8, 0.95, 1e-3, 0.1, 3);
    Matrix w = bench.normal(2, 3);
    Matrix gradient = bench.normal(2, 3);
    Matrix first = bench.normal(2, 3);
    Matrix second = bench.normal(2, 3);
    kernels.times(second, second, second);
    double[] expected = new double[6];
    double[] m = new double[6];
    double[] v = new double[6];
    for (int i = 0; i < 6; i++) {
      double g = gradient.toDoubles()[i];
      m[i] = 0.8 * first.toDoubles()[i] + 0.2 * g;
      v[i] = 0.95 * second.toDoubles()[i] + 0.05 * g * g;
      double correctedM = m[i] / (1 - Math.pow(0.8, 3));
      double correctedV = v[i] / (1 - Math.pow(0.95, 3));
      expected[i] =
          w.toDoubles()[i] * (1 - 0.001) - 0.01 * correctedM / (Math.sqrt(correctedV) + 1e-3);
    }
    kernels.adamW(List.of(new AdamUpdate(step, w, gradient, first, second)));
    assertClose(first, m);
    assertClose(second, v);
    assertClose(w, expected);
  }

  private static double entry(Matrix x, int row, int column) {
    return x.toDoubles()[row * x.columns() + column];
  }

  private static void assertClose(Matrix actual, double... expected) {
    assertThat(actual.toDoubles()).containsExactly(expected, within(TOLERANCE));
  }
}
