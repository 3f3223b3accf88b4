package peftlab.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peftlab.tensor.backend.Backend;

/** The contract refuses methods that are wrong on purpose, each for its own flaw. */
class ContractRefusesTest {
  /** LoRA with a flaw. */
  private record Flawed<H extends Record>(PeftMethod<H> right, Flaw flaw) implements PeftMethod<H> {
    @Override
    public String id() {
      return right.id();
    }

    @Override
    public Class<H> hyperparameters() {
      return right.hyperparameters();
    }

    @Override
    public Adaptation adapt(AdaptContext context, H hyper) {
      return flaw.spoil(context, right.adapt(context, hyper));
    }
  }

  /** Takes any values, in another order than the card's. */
  private static final class Lax implements PeftMethod<Lax.Hyper> {
    record Hyper(
        int rank,
        double alpha,
        Set<String> targets,
        double dropout,
        String init,
        String bias,
        String scaling) {}

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
      return context.retrain(parameter -> false);
    }
  }

  @BeforeEach
  void load() {
    SettingsContract.load(Backend.FUSED);
  }

  @AfterEach
  void unload() {
    SettingsContract.unload();
  }

  private static PeftMethodContract contract(PeftMethod<?> method) {
    PeftMethodContract contract = new PeftMethodContract() {};
    contract.subject = new Subject(method, Map.of());
    return contract;
  }

  private static void check(String name, Flaw flaw) throws Throwable {
    PeftMethodContract contract = contract(new Flawed<>(PeftMethods.named("lora"), flaw));
    try {
      PeftMethodContract.class.getDeclaredMethod(name).invoke(contract);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void findsTheFlaw(Flaw flaw) {
    assertThatThrownBy(() -> check(flaw.check(), flaw)).isInstanceOf(AssertionError.class);
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    for (Flaw flaw : Flaw.values()) {
      assertThatCode(() -> check(flaw.check(), Flaw.NONE))
          .as("the check that finds %s", flaw)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void findsSettingsThatNobodyChecks() {
    assertThatThrownBy(() -> contract(new Lax()).badHyperparametersGiveOneClearLine())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rank = ");
    assertThatThrownBy(() -> contract(new Lax()).theCardNamesTheHyperparametersInOrder())
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aFailureNamesTheMethodAndItsForm() {
    PeftMethodContract contract = contract(PeftMethods.named("lora"));
    contract.subject = new Subject(contract.subject.method(), Map.of("dropout", 0.1));
    assertThatThrownBy(
            () -> contract.naming.handleTestExecutionException(null, new AssertionError("odd")))
        .isInstanceOf(AssertionError.class)
        .hasMessage("lora {dropout=0.1}: odd");
  }

  @Test
  void everyCheckHasAFlawToFind() {
    assertThat(PeftMethodContract.class.getDeclaredMethods())
        .filteredOn(method -> method.isAnnotationPresent(Test.class))
        .extracting(Method::getName)
        .hasSameElementsAs(Arrays.stream(Flaw.values()).map(Flaw::check).toList());
  }
}
