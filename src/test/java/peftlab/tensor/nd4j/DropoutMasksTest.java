package peftlab.tensor.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import peftlab.tensor.Dropout;
import peftlab.tensor.KernelBench;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Norm;
import peftlab.tensor.Precision;
import peftlab.tensor.Storage;

/** The masks of {@link Nd4jKernels}: the host's own and those that another backend would draw. */
class DropoutMasksTest {
  private static final int ROWS = 300;
  private static final int COLUMNS = 70;

  @Test
  void hashedMasksAreThoseOfEveryHostKernel() {
    Dropout dropout = new Dropout(0.1, 1234);
    double[] mask = mask(DropoutMasks.hashed(), dropout);
    for (int i = 0; i < mask.length; i++) {
      assertThat(mask[i]).isEqualTo(dropout.keeps(i) ? dropout.scale() : 0.0);
    }
  }

  @Test
  void drawnMasksDependOnTheSeedAlone() {
    DropoutMasks masks = DropoutMasks.drawnByBackend();
    double[] first = mask(masks, new Dropout(0.1, 7));
    double[] other = mask(masks, new Dropout(0.1, 8));
    assertThat(mask(masks, new Dropout(0.1, 7))).isEqualTo(first);
    assertThat(mask(DropoutMasks.drawnByBackend(), new Dropout(0.1, 7))).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(kept(first)).isCloseTo(0.9, within(0.01));
    double[] both = new double[first.length];
    Arrays.setAll(both, i -> first[i] * other[i]);
    assertThat(kept(both)).as("masks of neighbouring seeds").isCloseTo(0.81, within(0.015));
  }

  @Test
  void keptElementsAreScaled() {
    Dropout dropout = new Dropout(0.25, 3);
    assertThat(mask(DropoutMasks.drawnByBackend(), dropout)).containsOnly(0, dropout.scale());
  }

  @Test
  void backwardDropsWhatForwardDropped() {
    Dropout dropout = new Dropout(0.5, -5);
    try (Kernels kernels = new Nd4jKernels(Precision.FLOAT, DropoutMasks.drawnByBackend());
        KernelBench bench = new KernelBench(kernels, 1)) {
      Matrix h = bench.normal(ROWS, COLUMNS);
      Matrix gamma = bench.normal(1, COLUMNS);
      Matrix sum = bench.zeros(ROWS, COLUMNS);
      Matrix statistics = bench.zeros(ROWS, 2);
      Matrix y = bench.zeros(ROWS, COLUMNS);
      Norm norm = new Norm(dropout, 1e-12, gamma, gamma, sum, statistics);
      kernels.layerNorm(norm, h, null, y);
      kernels.dropout(new Dropout(0.5, 99), h, y);
      Matrix dH = bench.zeros(ROWS, COLUMNS);
      Matrix dSum = bench.normal(ROWS, COLUMNS);
      kernels.layerNormGradient(norm, bench.normal(ROWS, COLUMNS), dSum, dH, null, null);
      float[] forward = sum.toFloats();
      float[] backward = dH.toFloats();
      for (int i = 0; i < forward.length; i++) {
        assertThat(backward[i] == 0).as("element %d", i).isEqualTo(forward[i] == 0);
      }
    }
  }

  private static double[] mask(DropoutMasks masks, Dropout dropout) {
    try (Storage storage = Storage.managed(5 + ROWS * COLUMNS, Precision.FLOAT)) {
      Matrix mask = new Matrix(storage, 5, ROWS, COLUMNS);
      masks.draw(dropout, mask.array());
      return mask.toDoubles();
    }
  }

  private static double kept(double[] mask) {
    return Arrays.stream(mask).filter(x -> x != 0).count() / (double) mask.length;
  }
}
