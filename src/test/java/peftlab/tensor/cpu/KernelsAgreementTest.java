package peftlab.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.tensor.KernelBench;
import peftlab.tensor.KernelScenarios;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.Precision;
import peftlab.tensor.nd4j.Nd4jKernels;

/** Every implementation of the kernels against the reference in double, on random shapes. */
class KernelsAgreementTest {
  private static final int MOST_THREADS = 3;
  private static final double TOLERANCE = 2e-5;

  /** Below this size of a result's largest entry, its error is judged absolutely. */
  private static final double SMALL = 0.05;

  static Stream<Arguments> cases() {
    IntFunction<Kernels> fused = FusedCpuKernels::new;
    IntFunction<Kernels> single = threads -> new Nd4jKernels(Precision.FLOAT);
    return KernelScenarios.all().keySet().stream()
        .flatMap(
            scenario ->
                Stream.of(
                    Arguments.of(Named.of("fused", fused), scenario, 51),
                    Arguments.of(Named.of("ND4J float", single), scenario, 15)));
  }

  @ParameterizedTest(name = "{0}: {1}, {2} seeds")
  @MethodSource("cases")
  void agreesWithTheReference(IntFunction<Kernels> implementation, String name, int seeds) {
    KernelScenarios.Scenario scenario = KernelScenarios.all().get(name);
    try (Kernels reference = new Nd4jKernels(Precision.DOUBLE)) {
      for (int threads = 1; threads <= MOST_THREADS; threads++) {
        try (Kernels kernels = implementation.apply(threads)) {
          for (int seed = threads; seed <= seeds; seed += MOST_THREADS) {
            try (KernelBench expected = new KernelBench(reference, seed);
                KernelBench actual = new KernelBench(kernels, seed)) {
              List<Matrix> wanted = scenario.run(expected);
              List<Matrix> got = scenario.run(actual);
              assertThat(got).hasSameSizeAs(wanted);
              for (int i = 0; i < got.size(); i++) {
                assertThat(relativeError(got.get(i).toDoubles(), wanted.get(i).toDoubles()))
                    .as("seed %d, %d threads, result %d", seed, threads, i)
                    .isLessThan(TOLERANCE);
              }
            }
          }
        }
      }
    }
  }

  private static double relativeError(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = SMALL;
    double error = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      // A NaN is an error of its own; Math.max lets it through.
      error = Math.max(error, Math.abs(actual[i] - expected[i]));
    }
    return error / largest;
  }
}
