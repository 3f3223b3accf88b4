package peftlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardsTest {
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
  void aMissingCardIsNamed() {
    assertThatThrownBy(() -> Cards.read("methods/none.md", Card.class))
        .isInstanceOf(InputException.class)
        .hasMessage("methods/none.md: no such card on the class path");
  }
}
