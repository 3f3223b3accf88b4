package peftlab.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.peft.Additive;
import peftlab.peft.Combination;
import peftlab.tensor.Parameter;

/** Several adapters on one base. */
class CombinationTest {
  private static final PackedTokens TOKENS =
      Workbench.tokens(new int[] {2, 7, 9, 11, 3}, new int[] {2, 4, 3});

  private Workbench bench;
  private Additive first;
  private Additive second;
  private Combination both;

  @BeforeEach
  void open() {
    bench = Workbench.random(Workbench.SMALL);
    first = lora(Map.of("rank", 3, "alpha", 6), 1);
    second = lora(Map.of("rank", 2, "alpha", 2, "targets", List.of("query", "down")), 2);
    Map<String, Additive> members = new LinkedHashMap<>();
    members.put("first", first);
    members.put("second", second);
    both = new Combination(bench.encoder(), members);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Additive lora(Map<String, Object> settings, long seed) {
    Additive lora = (Additive) bench.adapt("lora", settings);
    Workbench.randomize(lora.trainable(), 0.3, seed);
    return lora;
  }

  @Test
  void addsUpByWeight() {
    Encoder expected = added(added(bench.encoder(), first, 0.5 * 2), second, -1.5 * 1);
    Combination weighted = both.weighing("first", 0.5).weighing("second", -1.5);
    float[] hidden = bench.hidden(expected, Hooks.NONE, TOKENS);
    assertThat(bench.hidden(weighted, TOKENS)).containsExactly(hidden, within(1e-5f));
    assertThat(bench.hidden(weighted.merged().orElseThrow(), Hooks.NONE, TOKENS))
        .containsExactly(hidden, within(1e-5f));
  }

  /** {@code W + scale·B·A} element by element. */
  private Encoder added(Encoder model, Additive lora, double scale) {
    Encoder sum = model;
    for (int i = 0; i < lora.trainable().size(); i += 2) {
      Parameter a = lora.trainable().get(i);
      Parameter b = lora.trainable().get(i + 1);
      String name = a.name().replace("lora_A.weight", "weight");
      double[] values = sum.parameter(name).value().toDoubles();
      double[] av = a.value().toDoubles();
      double[] bv = b.value().toDoubles();
      for (int k = 0; k < values.length; k++) {
        for (int r = 0; r < a.rows(); r++) {
          values[k] +=
              scale * bv[k / a.columns() * a.rows() + r] * av[r * a.columns() + k % a.columns()];
        }
      }
      sum = bench.with(sum, name, values);
    }
    return sum;
  }

  @Test
  void switches() {
    assertThat(bench.hidden(both.only("second"), TOKENS)).isEqualTo(bench.hidden(second, TOKENS));
    float[] base = bench.hidden(bench.encoder(), Hooks.NONE, TOKENS);
    Combination none = both.weighing("first", 0).weighing("second", 0);
    assertThat(bench.hidden(none, TOKENS)).isEqualTo(base);
    assertThat(none.merged()).containsSame(bench.encoder());
    assertThat(both.trainable()).isEmpty();
  }

  @Test
  void refusesStrangersAndTrainedBases() {
    assertThatThrownBy(() -> both.only("third"))
        .isInstanceOf(InputException.class)
        .hasMessage("no adapter is called 'third'; loaded: first, second");
    Additive biases = (Additive) bench.adapt("lora", Map.of("bias", "all"));
    assertThatThrownBy(() -> new Combination(bench.encoder(), Map.of("x", biases)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("works alone only");
  }
}
