package peftlab.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.Records;

class HyperparametersOfCardsTest {
  private static Map<String, Object> resolved(String id, Map<String, Object> given) {
    return Records.plain(Hyperparameters.resolve(PeftMethods.named(id), given));
  }

  @Test
  void defaultsFillWhatIsNotGiven() {
    assertThat(resolved("lora", Map.of("rank", 4)))
        .containsEntry("rank", 4)
        .containsEntry("targets", List.of("query", "value"));
  }

  @Test
  void equalValuesAreWrittenAlike() {
    Map<String, Object> odd =
        Map.of(
            "alpha", 16.0, "init", "KAIMING", "targets", List.of("value", "query"), "dropout", 0.0);
    assertThat(resolved("lora", odd)).isEqualTo(resolved("lora", Map.of()));
    assertThat(resolved("lora", Map.of("dropout", 0.5, "scaling", "RANK-stabilized")))
        .containsEntry("dropout", 0.5)
        .containsEntry("scaling", "rank-stabilized");
    assertThat(resolved("lora", resolved("lora", odd))).isEqualTo(resolved("lora", odd));
  }

  @Test
  void everyCardWritesItsDefaultsAsTheyCount() {
    for (PeftMethod<?> method : PeftMethods.all().values()) {
      MethodCard.of(method)
          .hyperparameters()
          .forEach(
              (name, parameter) ->
                  assertThat(resolved(method.id(), Map.of()))
                      .as(method.id())
                      .containsEntry(name, parameter.value()));
    }
  }

  @Test
  void refusesWhatAMethodDoesNotHave() {
    assertThatThrownBy(() -> resolved("lora", Map.of("rnak", 4)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rnak")
        .hasMessageContaining("rank");
    assertThatThrownBy(() -> resolved("lora", Map.of("rank", 0)))
        .isInstanceOf(InputException.class);
  }
}
