package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.nn.Pooling;
import peftlab.tensor.FusedCpuKernels;
import peftlab.tensor.Parameter;

class WarmUpTest {
  @Test
  void leavesTheBaseAsItWas() {
    try (BaseModel base = TinyModel.load(TinyModel.TINY, Pooling.MEAN, new FusedCpuKernels(1))) {
      long bytes = base.bytes();
      Map<String, float[]> before = weights(base);
      WarmUp.run(base, new FusedCpuKernels(2));
      assertThat(base.bytes()).isEqualTo(bytes);
      weights(base).forEach((name, values) -> assertThat(values).isEqualTo(before.get(name)));
      assertThat(base.encoder().parameters()).noneMatch(Parameter::hasGradient);
    }
  }

  private static Map<String, float[]> weights(BaseModel base) {
    Map<String, float[]> values = new HashMap<>();
    base.encoder().parameters().forEach(p -> values.put(p.name(), p.value().toFloats()));
    return values;
  }
}
