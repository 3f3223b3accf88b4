package peftlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.checkpoint.Mutations;
import peftlab.method.Formula;
import peftlab.method.MethodCard;
import peftlab.train.TinyModel;

class CardsTest {
  private static final int MUTATIONS = 2_000;
  private static final String CARD =
      """
      ---
      id: lora
      title: LoRA
      paper: Hu et al.
      capacity: rank
      parameters: "layers · rank · (inputs(targets) + (rank = 1 ? 2 : outputs(targets))) where a = 2"
      starts_at_base: true
      lr: 1.0e-3
      hyperparameters:
        rank: {default: 8, about: rank of the product}
        targets: {default: [query, value], about: "adapted projections"}
      variants:
        - {targets: [query, key]}
      ---
      # LoRA
      """;

  record Card(String id, int size, String prose) {
    Card {
      if (size < 0) {
        throw new InputException("size " + size + " is negative");
      }
    }
  }

  @Test
  void readsYamlAndProse() {
    String text = "---\nid: a\nsize: 2\n---\n# Title\n\n---\nrest\n";
    assertThat(Cards.parse("a.md", text, Card.class))
        .isEqualTo(new Card("a", 2, "# Title\n\n---\nrest"));
    assertThat(Cards.parse("a.md", text.replace("\n", "\r\n"), Card.class).size()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: a;---;x                 | a card starts with YAML between two lines of ---",
        "---;id: a                   | a card starts with YAML between two lines of ---",
        "---;id: a;sise: 2;---;      | Unrecognized field \"sise\"",
        "---;id: a;size: x;---;      | Cannot deserialize value",
        "---;id: a;size: -1;---;     | size -1 is negative",
        "---;id: a;id: b;---;        | Duplicate field 'id'",
        "---;- a;---;                | the YAML is not made of keys and values",
        "---;id: [a;---;             | while parsing",
      })
  void saysWhatIsWrongInOneLine(String text, String message) {
    assertThatThrownBy(() -> Cards.parse("a.md", text.replace(';', '\n'), Card.class))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("a.md: " + message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void damagedCardsAreReadOrRefused() {
    int read = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      read += readsDamaged(seed) ? 1 : 0;
    }
    assertThat(read).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  private static boolean readsDamaged(int seed) {
    byte[] good = CARD.getBytes(StandardCharsets.UTF_8);
    String damaged = new String(Mutations.text(good, new Random(seed)), StandardCharsets.UTF_8);
    try {
      MethodCard card = Cards.parse("lora.md", damaged, MethodCard.class);
      Map<String, Object> hyper = Map.of("rank", 4, "targets", List.of("query"));
      Formula.evaluate(card.parameters(), TinyModel.TINY, hyper);
      return true;
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith("lora.md: ").doesNotContain("\n");
    } catch (IllegalArgumentException e) {
      assertThat(e).as("seed %d", seed).hasMessageStartingWith("formula '");
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed, e);
    }
    return false;
  }

  @Test
  void aMissingCardIsNamed() {
    assertThatThrownBy(() -> Cards.read("methods/none.md", Card.class))
        .isInstanceOf(InputException.class)
        .hasMessage("methods/none.md: no such card on the class path");
  }
}
