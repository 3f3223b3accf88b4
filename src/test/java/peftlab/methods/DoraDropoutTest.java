package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import peftlab.method.Adaptation;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/** DoRA's dropout falls on the input of the change alone, as in PEFT: the base sees all of it. */
class DoraDropoutTest {
  private static final int WIDTH = SmallModel.SMALL.width();
  private static final int RANK = 2;
  private static final double SCALE = 4.0 / RANK;
  private static final Projection AT = new Projection(0, Projection.Role.QUERY);

  /**
   * Row i of the input is the i-th unit vector, so that its change is dropped or doubled as a
   * whole: {@code y} or {@code y + 2·((g − 1)·W + g·scale·B·A)ᵢ} with {@code g = m / ‖W +
   * scale·B·A‖}.
   */
  @Test
  void theChangeIsDroppedOrDoubledAndTheBaseStays() {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      Adaptation dora =
          bench.adapt(
              "dora",
              Map.of("rank", RANK, "alpha", 4, "dropout", 0.5, "targets", List.of("query")));
      SmallModel.randomize(dora.trainable(), 0.5, 3);
      Linear linear = bench.encoder().projection(AT);
      double[][] change = change(linear, dora.trainable());
      float[] units = new float[WIDTH * WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        units[i * WIDTH + i] = 1;
      }

      int kept = 0;
      try (Tape tape = new Tape(bench.arena(), true, 1)) {
        Tensor x = tape.constant(WIDTH, WIDTH, units);
        Tensor y = linear.apply(x);
        double[] plain = y.value().toDoubles();
        double[] changed =
            dora.hooks().startPass(tape).afterProjection(AT, x, y).value().toDoubles();
        for (int i = 0; i < WIDTH; i++) {
          double[] base = Arrays.copyOfRange(plain, i * WIDTH, (i + 1) * WIDTH);
          double[] found = Arrays.copyOfRange(changed, i * WIDTH, (i + 1) * WIDTH);
          boolean dropped = Math.abs(found[0] - base[0]) < 1e-5;
          for (int o = 0; o < WIDTH; o++) {
            assertThat(found[o])
                .isCloseTo(base[o] + (dropped ? 0 : 2 * change[o][i]), Offset.offset(1e-5));
          }
          kept += dropped ? 0 : 1;
        }
      }
      assertThat(kept).isBetween(2, WIDTH - 2);
    }
  }

  /** {@code (g − 1)·W + g·scale·B·A}, {@code [outputs][inputs]}. */
  private static double[][] change(Linear linear, List<Parameter> trained) {
    double[] w = linear.weight().value().toDoubles();
    double[] a = values(trained, "lora_A"); // [rank, inputs]
    double[] b = values(trained, "lora_B"); // [outputs, rank]
    double[] m = values(trained, "lora_magnitude_vector");
    double[][] change = new double[WIDTH][WIDTH];
    for (int o = 0; o < WIDTH; o++) {
      double squares = 0;
      for (int i = 0; i < WIDTH; i++) {
        for (int r = 0; r < RANK; r++) {
          change[o][i] += SCALE * b[o * RANK + r] * a[r * WIDTH + i];
        }
        squares += Math.pow(w[o * WIDTH + i] + change[o][i], 2);
      }
      double gain = m[o] / Math.sqrt(squares);
      for (int i = 0; i < WIDTH; i++) {
        change[o][i] = (gain - 1) * w[o * WIDTH + i] + gain * change[o][i];
      }
    }
    return change;
  }

  private static double[] values(List<Parameter> trained, String part) {
    return trained.stream()
        .filter(p -> p.name().startsWith(AT.path()) && p.name().contains(part))
        .findFirst()
        .orElseThrow()
        .value()
        .toDoubles();
  }
}
