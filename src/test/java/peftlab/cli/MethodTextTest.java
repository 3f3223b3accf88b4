package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;

class MethodTextTest {
  /** A method with LoRA's card that refuses every model. */
  private record Refusing() implements PeftMethod<Refusing.Hyper> {
    record Hyper(
        int rank,
        double alpha,
        List<String> targets,
        double dropout,
        String init,
        String scaling,
        String bias) {}

    @Override
    public String id() {
      return "lora";
    }

    @Override
    public Class<Hyper> hyperparameters() {
      return Hyper.class;
    }

    @Override
    public Adaptation adapt(AdaptContext context, Hyper hyper) {
      throw new IllegalArgumentException("no model is large enough");
    }
  }

  @Test
  void oneLineForEveryMethodWithinAHundredColumns() {
    List<String> lines = MethodText.matrix(PeftMethods.all().values());
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    for (String id : PeftMethods.all().keySet()) {
      assertThat(lines).filteredOn(line -> line.startsWith(id + " ")).as(id).hasSize(1);
    }
    assertThat(lines)
        .contains("lora           yes     yes     -          mean cls pooler  LoRA")
        .contains("prompt         -       -       20 tokens  mean cls pooler  Prompt tuning");
  }

  @Test
  void cardsShowEveryHyperparameterAndForm() {
    for (PeftMethod<?> method : PeftMethods.all().values()) {
      assertThat(MethodText.card(method))
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }
    assertThat(MethodText.card(PeftMethods.named("lora")))
        .contains("grows with          rank", "rank          rank of the product B·A (8)")
        .anyMatch(line -> line.endsWith("scaling=rank-stabilized bias=all"));
  }

  @Test
  void aMethodThatDoesNotRunIsSaidToBe() {
    assertThat(MethodText.matrix(List.of(new Refusing())).get(2))
        .isEqualTo("lora           cannot be tried: method 'lora': no model is large enough");
  }
}
