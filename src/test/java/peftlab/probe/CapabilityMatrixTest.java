package peftlab.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.Records;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.MethodCard;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Encoder;
import peftlab.nn.Pooling;
import peftlab.tensor.Parameter;

class CapabilityMatrixTest {
  private static List<Capabilities> rows;

  @BeforeAll
  static void probe() {
    rows =
        PeftMethods.all().values().stream().flatMap(m -> CapabilityMatrix.of(m).stream()).toList();
  }

  @Test
  void aMethodThatNeverComesToAnEndIsNamed() {
    assertThatThrownBy(() -> CapabilityMatrix.of(new Endless(), Duration.ofMillis(200)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "method 'head' (" + Endless.class.getName() + ") did not finish within");
  }

  private static final class Endless implements PeftMethod<Endless.Hyper> {
    record Hyper() {}

    @Override
    public String id() {
      return "head"; // whose card asks for nothing
    }

    @Override
    public Class<Hyper> hyperparameters() {
      return Hyper.class;
    }

    @Override
    public Adaptation adapt(AdaptContext context, Hyper hyper) {
      while (true) {
        Thread.onSpinWait();
      }
    }
  }

  /** As long as nothing is trained, its encoder and the base do agree. */
  @Test
  void aMergeThatForgetsWhatWasTrainedIsNone() {
    assertThat(CapabilityMatrix.of(new Forgetful()).get(0).merges()).isFalse();
  }

  private static final class Forgetful implements PeftMethod<Forgetful.None> {
    record None() {}

    @Override
    public String id() {
      return "head"; // whose card asks for nothing
    }

    @Override
    public Class<None> hyperparameters() {
      return None.class;
    }

    @Override
    public Adaptation adapt(AdaptContext context, None hyper) {
      Adaptation right = context.retrain(parameter -> parameter.name().endsWith("query.bias"));
      return new Adaptation() {
        @Override
        public Encoder encoder() {
          return right.encoder();
        }

        @Override
        public List<Parameter> trainable() {
          return right.trainable();
        }

        @Override
        public Optional<Encoder> merged() {
          return Optional.of(context.base());
        }
      };
    }
  }

  private static Capabilities plain(String id) {
    return rows.stream()
        .filter(row -> row.method().equals(id) && row.settings().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyMethodWorksWithSomePooling() {
    assertThat(rows.stream().map(Capabilities::method).collect(Collectors.toSet()))
        .isEqualTo(PeftMethods.all().keySet());
    assertThat(rows).allMatch(row -> row.poolings().contains(Pooling.CLS));
  }

  @Test
  void cardsSayTheTruthAboutTheStart() {
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(
                        MethodCard.of(row.method())
                            .startsAtBase(
                                Records.plain(
                                    Hyperparameters.resolve(
                                        PeftMethods.named(row.method()), row.settings()))))
                    .isEqualTo(row.startsAtBase()));
  }

  @Test
  void findsWhatIsKnownOfTheMethods() {
    assertThat(plain("lora"))
        .isEqualTo(
            new Capabilities("lora", Map.of(), true, true, 0, 0, EnumSet.allOf(Pooling.class)));
    assertThat(plain("prompt").extraTokens()).isEqualTo(20);
    assertThat(plain("prefix").extraTokens()).isZero();
    assertThat(plain("prefix").extraPositions()).isEqualTo(20);
    assertThat(plain("prefix").merges()).isFalse();
    assertThat(plain("adapter").merges()).isFalse();
    assertThat(rows.stream().filter(Capabilities::merges).map(Capabilities::method))
        .contains("bitfit", "dora", "full", "ia3", "lora-dash", "random-subset", "vera");
  }

  @Test
  void formsAreAlikeWhateverTheirLength() {
    List<Capabilities> prompts = CapabilityMatrix.of(PeftMethods.named("prompt"));
    assertThat(prompts.get(1).extraTokens()).isEqualTo(3);
    assertThat(prompts.get(1).isLike(prompts.get(0))).isTrue();
    assertThat(plain("prompt").isLike(plain("prefix"))).isFalse();
    assertThat(plain("lora").isLike(plain("adapter"))).isFalse();
    assertThat(plain("prompt").lengthening()).isEqualTo("20 tokens");
    assertThat(plain("prefix").lengthening()).isEqualTo("20 keys");
    assertThat(plain("lora").lengthening()).isEmpty();
    assertThat(plain("lora").poolingIds()).isEqualTo("mean cls pooler");
  }
}
