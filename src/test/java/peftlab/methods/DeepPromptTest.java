package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.method.Adaptation;
import peftlab.nn.Hooks;
import peftlab.tensor.Packing;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/** Dropout on trained keys and values draws a mask for every sequence, as the official code. */
class DeepPromptTest {
  private static final int LENGTH = 8;
  private static final int WIDTH = SmallModel.SMALL.width();
  private static final Packing PACKING = Packing.of(new int[] {0, 3, 5});
  private static final Map<String, Object> SETTINGS = Map.of("length", LENGTH, "dropout", 0.5);

  /** Keys or values of layer 1 before the two sequences, of 3 and 2 tokens. */
  private static float[][] prepended(SmallModel bench, boolean training, boolean values) {
    Adaptation adaptation = bench.adapt("p-tuning-v2", SETTINGS);
    try (Tape tape = new Tape(bench.arena(), training, 1)) {
      float[] tokens = new float[5 * WIDTH];
      Arrays.fill(tokens, 9);
      Tensor own = tape.constant(5, WIDTH, tokens);
      Hooks.KeysAndValues kv =
          adaptation
              .hooks()
              .startPass(tape)
              .beforeAttention(1, new Hooks.KeysAndValues(own, own, PACKING));
      assertThat(kv.packing().keyOffsets()).containsExactly(0, 11, 21);
      float[] all = (values ? kv.values() : kv.keys()).value().toFloats();
      assertThat(Arrays.copyOfRange(all, LENGTH * WIDTH, 11 * WIDTH)).containsOnly(9);
      assertThat(Arrays.copyOfRange(all, 19 * WIDTH, 21 * WIDTH)).containsOnly(9);
      return new float[][] {
        Arrays.copyOf(all, LENGTH * WIDTH), Arrays.copyOfRange(all, 11 * WIDTH, 19 * WIDTH)
      };
    }
  }

  @Test
  void everySequenceDropsItsOwn() {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      float[][] keys = prepended(bench, true, false);
      float[][] values = prepended(bench, true, true);
      float[][] whole = {
        prepended(bench, false, false)[0], prepended(bench, false, true)[0],
      };
      assertThat(prepended(bench, false, false)[1]).containsExactly(whole[0]);
      for (int i = 0; i < 2; i++) {
        float[][] both = i == 0 ? keys : values;
        for (float[] dropped : both) {
          int zeros = 0;
          for (int j = 0; j < dropped.length; j++) {
            assertThat(dropped[j]).isIn(0f, 2 * whole[i][j]);
            zeros += dropped[j] == 0 ? 1 : 0;
          }
          assertThat(zeros).isBetween(30, 66); // of 96
        }
        assertThat(differences(both[0], both[1])).isBetween(30, 66);
      }
      assertThat(differences(keys[0], values[0])).isGreaterThan(60);
    }
  }

  private static int differences(float[] a, float[] b) {
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      count += a[i] == b[i] ? 0 : 1;
    }
    return count;
  }
}
