package peftlab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;
import peftlab.tensor.backend.Backend;
import peftlab.train.BaseModel;
import peftlab.train.TinyModel;

/** When the encoder calls its hooks, and what it does with what they return. */
class HooksTest {
  private static final PackedTokens TOKENS =
      PackedTokens.of(
          List.of(new int[] {5, 6, 7}, new int[] {8, 9}), List.of(new int[3], new int[2]));

  private final Kernels kernels = Backend.FUSED.kernels(1);
  private final BaseModel base = TinyModel.load(TinyModel.TINY, Pooling.MEAN, kernels);
  private Arena arena;

  @BeforeEach
  void open() {
    arena = new Arena(kernels);
  }

  @AfterEach
  void close() {
    arena.close();
    base.close();
  }

  @Test
  void aPassBeginsThenEachLayerAttendsAndFeedsForward() {
    List<String> calls = new ArrayList<>();
    states(
        new Hooks() {
          @Override
          public Hooks startPass(Tape tape) {
            calls.add("begin");
            return recording(calls);
          }
        });

    assertThat(calls.subList(0, 2)).containsExactly("begin", "embedded");
    assertThat(calls.subList(2, 17))
        .containsExactly(
            "projecting QUERY 0",
            "projected QUERY 0",
            "projecting KEY 0",
            "projected KEY 0",
            "projecting VALUE 0",
            "projected VALUE 0",
            "attended 0",
            "projecting OUTPUT 0",
            "projected OUTPUT 0",
            "beforeResidual ATTENTION 0",
            "projecting UP 0",
            "projected UP 0",
            "projecting DOWN 0",
            "projected DOWN 0",
            "beforeResidual FEED_FORWARD 0");
    assertThat(calls.subList(17, calls.size()))
        .isEqualTo(calls.subList(2, 17).stream().map(call -> call.replaceAll("0$", "1")).toList());
  }

  @Test
  void hooksThatChangeNothingLeaveEveryBit() {
    assertThat(states(recording(new ArrayList<>()))).isEqualTo(states(Hooks.NONE));
  }

  @Test
  void whatAHookReturnsIsUsedInstead() {
    Projection only = new Projection(1, Projection.Role.VALUE);
    float[] changed =
        states(
            new Hooks() {
              @Override
              public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
                return at.equals(only) ? x : y;
              }
            });

    assertThat(changed).isNotEqualTo(states(Hooks.NONE));
  }

  @Test
  void thePrefixOfASequenceStandsBeforeItsOwnKeysAlone() {
    List<int[]> offsets = new ArrayList<>();
    states(
        new Hooks() {
          @Override
          public KeysAndValues beforeAttention(int layer, KeysAndValues own) {
            Tensor two = own.keys().tape().select(new int[] {3, 1}, own.keys());
            KeysAndValues longer = own.prepend(two, two);
            offsets.add(longer.packing().keyOffsets());
            offsets.add(longer.packing().queryOffsets());
            float[] before = own.keys().value().toFloats();
            float[] after = longer.keys().value().toFloats();
            int[] rows = {3, 1, 0, 1, 2, 3, 1, 3, 4}; // two of the prefix, then the sequence's own
            for (int row = 0; row < rows.length; row++) {
              assertThat(Arrays.copyOfRange(after, 8 * row, 8 * row + 8))
                  .isEqualTo(Arrays.copyOfRange(before, 8 * rows[row], 8 * rows[row] + 8));
            }
            return longer;
          }
        });

    assertThat(offsets.subList(0, 2)).containsExactly(new int[] {0, 5, 9}, new int[] {0, 3, 5});
  }

  @Test
  void moreVirtualTokensThanPositionsAreRefused() {
    int positions = base.encoder().config().positions();
    Hooks far =
        new Hooks() {
          @Override
          public Sequence afterEmbedding(Sequence words) {
            return words.shiftPositions(positions - 2);
          }
        };

    assertThatThrownBy(() -> states(far))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "a sequence needs %d positions, virtual tokens included, but the model has %d"
                .formatted(positions + 1, positions));
  }

  @Test
  void poolingTakesTheMeanOrTheFirstOfTheRealTokens() {
    Hooks prompt =
        new Hooks() {
          @Override
          public Sequence afterEmbedding(Sequence words) {
            return words.prepend(words.hidden().tape().select(new int[] {4}, words.hidden()));
          }
        };
    try (Tape tape = Tape.inference(arena)) {
      Encoder.Encoded encoded = base.encoder().forward(tape, TOKENS, prompt, 0);
      float[] hidden = encoded.hidden().value().toFloats();
      float[] mean = Pooling.MEAN.pool(base.encoder(), encoded).value().toFloats();
      float[] first = Pooling.CLS.pool(base.encoder(), encoded).value().toFloats();

      assertThat(Arrays.copyOf(first, 8)).isEqualTo(Arrays.copyOfRange(hidden, 8, 16));
      assertThat(Arrays.copyOfRange(first, 8, 16)).isEqualTo(Arrays.copyOfRange(hidden, 40, 48));
      for (int i = 0; i < 8; i++) {
        assertThat(mean[i])
            .isCloseTo((hidden[8 + i] + hidden[16 + i] + hidden[24 + i]) / 3, within());
        assertThat(mean[8 + i]).isCloseTo((hidden[40 + i] + hidden[48 + i]) / 2, within());
      }
    }
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(1e-6f);
  }

  private float[] states(Hooks hooks) {
    try (Tape tape = Tape.inference(arena)) {
      return base.encoder().forward(tape, TOKENS, hooks, 0).hidden().value().toFloats();
    }
  }

  private static Hooks recording(List<String> calls) {
    return new Hooks() {
      @Override
      public Sequence afterEmbedding(Sequence words) {
        calls.add("embedded");
        return words;
      }

      @Override
      public Tensor beforeProjection(Projection at, Tensor x) {
        calls.add("projecting " + at.role() + " " + at.layer());
        return x;
      }

      @Override
      public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
        calls.add("projected " + at.role() + " " + at.layer());
        return y;
      }

      @Override
      public KeysAndValues beforeAttention(int layer, KeysAndValues keysAndValues) {
        calls.add("attended " + layer);
        return keysAndValues;
      }

      @Override
      public Tensor beforeResidual(Sublayer at, Tensor input, Supplier<Tensor> output) {
        calls.add("beforeResidual " + at.kind() + " " + at.layer());
        return null;
      }
    };
  }
}
