package peftlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationSplitTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 10, 3000})
  void everyRowIsOnOneSide(int rows) {
    ValidationSplit split = new ValidationSplit(rows);
    assertThat(IntStream.concat(IntStream.of(split.train()), IntStream.of(split.validation())))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, rows).boxed().toList());
    assertThat(split.train()).isSorted();
    assertThat(split.validation()).isSorted();
  }

  @Test
  void aTenthIsHeldOutFromAllOver() {
    int[] held = new ValidationSplit(3000).validation();
    assertThat(held).hasSize(300);
    assertThat(IntStream.of(held).filter(row -> row < 1500).count()).isBetween(110L, 190L);
    assertThat(new ValidationSplit(3000).validation()).isEqualTo(held);
  }
}
