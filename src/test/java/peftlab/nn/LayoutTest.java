package peftlab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stands in which row of a packed batch, before and after vectors are put into it. */
class LayoutTest {
  /** Two sequences of three and two tokens. */
  private static final PackedTokens TOKENS =
      PackedTokens.of(
          List.of(new int[] {5, 6, 7}, new int[] {8, 9}),
          List.of(new int[] {0, 0, 1}, new int[] {1, 0}));

  @Test
  void sequencesStandBehindOneAnotherWithoutPadding() {
    assertThat(TOKENS.offsets()).containsExactly(0, 3, 5);
    assertThat(TOKENS.ids()).containsExactly(5, 6, 7, 8, 9);
    assertThat(TOKENS.types()).containsExactly(0, 0, 1, 1, 0);
    Layout layout = Layout.of(TOKENS);
    assertThat(layout.positions()).containsExactly(0, 1, 2, 0, 1);
    assertThat(layout.firstRealRows()).containsExactly(0, 3);
    assertThat(layout.realRows()).containsExactly(0, 1, 2, 3, 4);
    assertThat(layout.packing().keyOffsets()).containsExactly(0, 3, 5);
  }

  @Test
  void anEmptySequenceOrMissingTypesAreRefused() {
    assertThatThrownBy(() -> PackedTokens.of(List.of(new int[0]), List.of(new int[0])))
        .hasMessage("sequence 0 is empty or lacks token types");
    assertThatThrownBy(
            () ->
                PackedTokens.of(
                    List.of(new int[] {1}, new int[] {2, 3}),
                    List.of(new int[] {0}, new int[] {0})))
        .hasMessage("sequence 1 is empty or lacks token types");
  }

  @Test
  void vectorsStandWhereTheyArePutInEverySequence() {
    Layout.Insertion insertion = Layout.of(TOKENS).insert(new int[] {0, 2});

    // vectors are 0 and 1, tokens count from 2
    assertThat(insertion.source()).containsExactly(0, 2, 3, 1, 4, 0, 5, 6, 1);
    Layout longer = insertion.layout();
    assertThat(longer.offsets()).containsExactly(0, 5, 9);
    assertThat(longer.positions()).containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3);
    assertThat(longer.types()).containsExactly(0, 0, 0, 0, 1, 0, 1, 0, 0);
    assertThat(IntStream.range(0, longer.rows()).filter(longer::isVirtual))
        .containsExactly(0, 3, 5, 8);
  }

  @Test
  void poolingSeesTheTokensAlone() {
    Layout longer = Layout.of(TOKENS).insert(new int[] {0, 2}).layout();

    assertThat(longer.firstRealRows()).containsExactly(1, 6);
    assertThat(longer.realRows()).containsExactly(1, 2, 4, 6, 7);
    assertThat(longer.realOffsets()).containsExactly(0, 3, 5);
    assertThat(longer.allReal().firstRealRows()).containsExactly(0, 5);
    assertThat(longer.allReal().realOffsets()).containsExactly(0, 5, 9);
  }

  @Test
  void aVectorStaysVirtualWhenOthersArePutBeforeIt() {
    Layout twice = Layout.of(TOKENS).insert(new int[] {0}).layout().insert(new int[] {0}).layout();

    assertThat(twice.firstRealRows()).containsExactly(2, 7);
    assertThat(twice.realOffsets()).containsExactly(0, 3, 5);
  }

  @Test
  void positionsMoveUpAndNothingElse() {
    Layout moved = Layout.of(TOKENS).shiftedPositions(4);

    assertThat(moved.positions()).containsExactly(4, 5, 6, 4, 5);
    assertThat(moved.offsets()).containsExactly(0, 3, 5);
    assertThat(moved.types()).containsExactly(0, 0, 1, 1, 0);
  }
}
