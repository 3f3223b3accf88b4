package peftlab.tensor.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenBlasCoreTest {
  @Test
  void goesByFlagsAndNotByModel() {
    Set<String> recent =
        Set.of(
            "avx2", "fma", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd", "amx_tile");
    assertThat(OpenBlasCore.fitting(recent)).contains("SkylakeX");
    assertThat(OpenBlasCore.fitting(Set.of("avx2", "fma", "avx512f"))).contains("Haswell");
    assertThat(OpenBlasCore.fitting(Set.of("sse2", "sse3"))).isEmpty();
  }
}
