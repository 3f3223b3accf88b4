package peftlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.InputException;

class CardCatalogTest {
  private final MethodCatalog catalog = new CardCatalog();

  @Test
  void knowsTheMethodsOnTheClassPath() {
    assertThat(catalog.ids()).contains("full", "head", "lora", "bitfit");
    assertThat(catalog.resolve("lora", Map.of("rank", 4)))
        .containsEntry("rank", 4)
        .containsEntry("targets", List.of("query", "value"));
    assertThat(catalog.knob("lora").orElseThrow().name()).isEqualTo("rank");
    assertThat(catalog.knob("full")).isEmpty();
  }

  @Test
  void refusesWhatAMethodDoesNotHave() {
    assertThatThrownBy(() -> catalog.resolve("lora", Map.of("rnak", 4)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rnak")
        .hasMessageContaining("rank");
    assertThatThrownBy(() -> catalog.resolve("lora", Map.of("rank", 0)))
        .isInstanceOf(InputException.class);
  }
}
