package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.data.Example;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Pooling;
import peftlab.probe.LargestBatches;
import peftlab.tensor.cpu.FusedCpuKernels;

/** What a training run makes of its settings, and what it says of itself. */
class TrainingRunTest {
  private static final double RATE = 1e-3;

  /** All rows in every batch: the gradient stays while nothing moves. */
  private static final String WHOLE = "batch: 8, dropout: 0, shuffle: false, ";

  private static final List<Example> ROWS = TinyModel.rows(8, 2, 3);

  @Test
  void theLearningRateRisesOverItsShareOfTheSteps() {
    TrainSettings settings =
        TestSettings.of(
            RATE, WHOLE + "steps: 4, warmup: 0.5, schedule: constant, weight_decay: 0, clip: 0");
    List<Float> bias = new ArrayList<>();
    train(
        settings,
        (session, step) -> bias.add(session.classifier().head().bias().value().toFloats()[0]));

    assertThat(bias.get(0)).isZero();
    // AdamW's first update is the learning rate, which is half way up here.
    assertThat(Math.abs(bias.get(1))).isCloseTo((float) (0.5 * RATE), within(1e-6f));
    assertThat(Math.abs(bias.get(2) - bias.get(1))).isBetween((float) (0.9 * RATE), 1.1e-3f);
  }

  @Test
  void countsTokensAndTime() {
    TrainingLog log = train(TestSettings.constant(RATE, WHOLE + "steps: 3"), (session, step) -> {});

    assertThat(log.losses()).hasSize(3);
    assertThat(log.tokens()).isEqualTo(3L * ROWS.stream().mapToInt(Example::length).sum());
    assertThat(log.seconds()).isBetween(1e-6, 60.0);
    assertThat(log.stepMillisMedian()).isBetween(1e-3, 1e3 * log.seconds());
    assertThat(log.tokensPerSecond()).isCloseTo(log.tokens() / log.seconds(), within(1e-6));
  }

  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoMiddleOnes() {
    assertThat(Trainer.median()).isZero();
    assertThat(Trainer.median(3, 1, 8)).isEqualTo(3);
    assertThat(Trainer.median(9, 1, 4, 2)).isEqualTo(3);
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunAtItsStep() {
    TrainSettings settings = TestSettings.constant(RATE, WHOLE + "steps: 3");
    assertThatThrownBy(
            () ->
                train(
                    settings,
                    (session, step) ->
                        session.classifier().head().bias().value().set(new float[] {Float.NaN, 0})))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("loss is NaN at step 2:");
  }

  @Test
  void theLargestBatchesHaveTheMostTokensAndTheMostScores() {
    List<Example> rows = new ArrayList<>();
    for (int length : new int[] {6, 6, 1, 10, 2, 2}) { // 12, 11 and 4 tokens; 72, 101 and 8 scores
      rows.add(new Example(new int[length], new int[length], 0));
    }
    String yaml = "epochs: 1, batch: 2, shuffle: false, group_by_length: false, steps: ";

    assertThat(LargestBatches.largest(rows, TestSettings.of(RATE, yaml + 0)))
        .containsExactly(rows.subList(0, 2), rows.subList(2, 4));
    assertThat(LargestBatches.largest(rows, TestSettings.of(RATE, yaml + 1)))
        .containsExactly(rows.subList(0, 2), rows.subList(0, 2));
    assertThat(TestSettings.of(RATE, yaml + 0).stepsFor(6)).isEqualTo(3);
  }

  @Test
  void tokensAndVirtualTokensMustFitTheModel() {
    try (BaseModel base =
        TinyModel.load(TinyModel.TINY, Pooling.MEAN, new FusedCpuKernels(1))) { // 160 positions
      open(base, "prompt", 140).close();
      open(base, "head", 160).close();
      assertThatThrownBy(() -> open(base, "prompt", 141))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              "max_length (--max-length) 141 and the 20 virtual tokens of prompt: more than the"
                  + " 160 positions of ")
          .hasMessageEndingWith(", expected at most 140");
      assertThatThrownBy(() -> open(base, "head", 161))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("max_length (--max-length) 161: more than the 160 positions of ");
    }
  }

  private static Session open(BaseModel base, String method, int maxLength) {
    return session(base, method, TestSettings.of(RATE, "steps: 1, max_length: " + maxLength));
  }

  private static Session session(BaseModel base, String id, TrainSettings settings) {
    PeftMethod<?> method = PeftMethods.named(id);
    return new Session(
        base,
        new FusedCpuKernels(1),
        method,
        Hyperparameters.resolve(method, Map.of()),
        settings,
        2,
        3,
        null);
  }

  private interface Watch {
    void step(Session session, int step);
  }

  private static TrainingLog train(TrainSettings settings, Watch watch) {
    try (BaseModel base = TinyModel.load(TinyModel.TINY, Pooling.MEAN, new FusedCpuKernels(1));
        Session session = session(base, "head", settings)) {
      return new Trainer(session.arena(), settings)
          .fit(session.classifier(), ROWS, (step, steps, loss) -> watch.step(session, step));
    }
  }
}
