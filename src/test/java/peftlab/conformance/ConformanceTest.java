package peftlab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import peftlab.Shared;
import peftlab.tensor.Backend;

/** Follows training runs of PyTorch and PEFT step by step. */
class ConformanceTest {
  private static final Set<String> METHODS = Set.of("full", "head", "bitfit", "lora", "lora-all");

  @Test
  void followsTheReferenceRuns() {
    Path root = Shared.path("parity");
    List<RunOutcome> outcomes =
        new Conformance(root, Backend.FUSED, 2).check(new Tolerances(2e-5, 1e-4), outcome -> {});
    assertThat(outcomes).hasSize(12);
    assertThat(outcomes)
        .filteredOn(outcome -> METHODS.contains(outcome.run()))
        .hasSameSizeAs(METHODS)
        .allMatch(RunOutcome::passed);
  }
}
