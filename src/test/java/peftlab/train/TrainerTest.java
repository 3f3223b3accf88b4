package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Pooling;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.cpu.FusedCpuKernels;

/** What a method hears of training, and when what it adds is trained. */
class TrainerTest {
  private static final double RATE = 1e-3;
  private static final int STEPS = 3;

  @Test
  void trainsFromTheNextStepOnWhatAMethodAddsAfterOne() {
    Late method = new Late();
    TrainSettings settings =
        TestSettings.constant(RATE, "batch: 8, steps: %s, dropout: 0, max_length: 32", STEPS);
    try (BaseModel base = TinyModel.load(TinyModel.TINY, Pooling.MEAN, new FusedCpuKernels(1));
        Session session =
            new Session(
                base, new FusedCpuKernels(1), method, new Late.None(), settings, 2, STEPS, null)) {
      new Trainer(session.arena(), settings)
          .fit(
              session.classifier(),
              TinyModel.rows(40, 2, 3),
              (step, steps, loss) -> method.heard.add("listener " + step));
      assertThat(method.heard)
          .containsExactly(
              "step 1",
              "listener 1",
              "step 2",
              "listener 2",
              "step 3, moved",
              "listener 3",
              "finished");
      // A first update is as large as the rate, whatever the gradient: it was made once, in step 3.
      for (float value : method.shift.value().toFloats()) {
        assertThat(Math.abs(value)).isBetween((float) (0.99 * RATE), (float) (1.001 * RATE));
      }
    }
  }

  /** Adds a vector to the word embeddings, from the third step on. */
  private static final class Late implements PeftMethod<Late.None>, Adaptation, Hooks {
    record None() {}

    private final List<String> heard = new ArrayList<>();
    private Encoder base;
    private Parameter shift;
    private boolean added;

    @Override
    public String id() {
      return "late";
    }

    @Override
    public Class<None> hyperparameters() {
      return None.class;
    }

    @Override
    public Adaptation adapt(AdaptContext context, None hyper) {
      base = context.base();
      shift = context.create("shift", Initializer.zeros(), base.config().width());
      return this;
    }

    @Override
    public Encoder encoder() {
      return base;
    }

    @Override
    public List<Parameter> trainable() {
      return added ? List.of(shift) : List.of();
    }

    @Override
    public Hooks hooks() {
      return this;
    }

    @Override
    public Sequence afterEmbedding(Sequence words) {
      return added ? new Sequence(words.hidden().plus(shift), words.layout()) : words;
    }

    @Override
    public boolean stepped(int step) {
      heard.add("step " + step + (shift.value().toFloats()[0] == 0 ? "" : ", moved"));
      added |= step == 2;
      return step == 2;
    }

    @Override
    public void finished() {
      heard.add("finished");
    }
  }
}
