package peftlab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peftlab.Shared;
import peftlab.tensor.Backend;

/** Follows training runs of PyTorch and PEFT step by step. */
class ConformanceTest {
  @ParameterizedTest
  @EnumSource(names = {"FUSED", "ND4J"})
  void followsTheReferenceRuns(Backend backend) {
    Path root = Shared.path("parity");
    List<RunOutcome> outcomes =
        new Conformance(root, backend, 2).check(new Tolerances(2e-5, 1e-4), outcome -> {});
    assertThat(outcomes).hasSize(12).allMatch(RunOutcome::passed);
  }
}
