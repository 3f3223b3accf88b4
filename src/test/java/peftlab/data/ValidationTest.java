package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.InputException;

class ValidationTest {
  private static List<Row> rows(int a, int b, int c) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < a + b + c; i++) {
      rows.add(new Row("text " + i, null, i < a ? "a" : i < a + b ? "b" : "c"));
    }
    return rows;
  }

  @Test
  void everyClassGivesItsShare() {
    Validation.Split split = Validation.split(rows(100, 30, 1), 0.1, 7);
    assertThat(split.held()).filteredOn(row -> row.label().equals("a")).hasSize(10);
    assertThat(split.held()).filteredOn(row -> row.label().equals("b")).hasSize(3);
    assertThat(split.train()).filteredOn(row -> row.label().equals("c")).hasSize(1);
  }

  @Test
  void nothingIsLostOrTwice() {
    List<Row> rows = rows(50, 50, 50);
    Validation.Split split = Validation.split(rows, 0.3, 7);
    List<Row> both = new ArrayList<>(split.train());
    both.addAll(split.held());
    assertThat(both).containsExactlyInAnyOrderElementsOf(rows);
    assertThat(rows).containsSubsequence(split.train()).containsSubsequence(split.held());
  }

  @Test
  void theSeedDecides() {
    List<Row> rows = rows(100, 100, 0);
    assertThat(Validation.split(rows, 0.2, 1)).isEqualTo(Validation.split(rows, 0.2, 1));
    assertThat(Validation.split(rows, 0.2, 1)).isNotEqualTo(Validation.split(rows, 0.2, 2));
  }

  @Test
  void aClassIsNeverTakenWhole() {
    assertThat(Validation.split(rows(2, 2, 2), 0.99, 1).train()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
  void anImpossibleShareIsRefused(double share) {
    assertThatThrownBy(() -> Validation.split(rows(9, 9, 9), share, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("validation share " + share + " is not between 0 and 1");
  }

  @Test
  void tooFewRowsAreRefused() {
    assertThatThrownBy(() -> Validation.split(rows(2, 2, 0), 0.1, 1))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("4 training rows are too few");
  }
}
