package peftlab.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import peftlab.data.Example;
import peftlab.nn.EncoderConfig;
import peftlab.peft.Hyperparameters;
import peftlab.peft.PeftMethod;
import peftlab.peft.PeftMethods;
import peftlab.tensor.Backend;
import peftlab.tensor.Kernels;

/**
 * Steps on random tokens, for a second or two, before anything is timed: the virtual machine
 * compiles what a step runs, which would otherwise take up to a tenth of a short run's time and
 * make the first method of a table look slow. They leave nothing behind: memory, random numbers and
 * trained parameters are their own.
 */
public final class WarmUp {
  private static final int STEPS = 160;
  private static final int FEWEST_STEPS = 32;
  private static final long USUAL_BYTES = 100 << 20; // of a model that takes all steps
  private static final int ROWS = 2;
  private static final int LONGEST = 48;
  private static final int LABELS = 2;
  private static final AtomicBoolean DONE = new AtomicBoolean();

  private WarmUp() {}

  /**
   * Makes the steps the first time it is called in a process; nothing where ND4J's own operations
   * compute, which need no compilation.
   *
   * @param threads as trials have
   */
  public static void once(BaseModel base, Backend backend, int threads) {
    if (backend == Backend.FUSED && DONE.compareAndSet(false, true)) {
      run(base, backend.kernels(threads));
    }
  }

  /** Closes the kernels afterwards. */
  static void run(BaseModel base, Kernels kernels) {
    EncoderConfig config = base.encoder().config();
    int longest = Math.min(LONGEST, config.positions());
    int steps = (int) Math.max(FEWEST_STEPS, Math.min(STEPS, STEPS * USUAL_BYTES / base.bytes()));
    TrainSettings settings =
        new TrainSettings(
            1e-4,
            ROWS,
            steps,
            1,
            0.01,
            Schedule.CONSTANT,
            0,
            1,
            0.1,
            longest,
            "mean",
            1,
            1,
            true,
            false);
    PeftMethod<?> method = PeftMethods.named("lora");
    try (Session session =
        new Session(
            base,
            kernels,
            method,
            Hyperparameters.resolve(method, Map.of("rank", 1, "bias", "all")),
            settings,
            LABELS,
            steps,
            null)) {
      new Trainer(session.arena(), settings)
          .fit(session.classifier(), rows(longest, config.vocabulary()), Trainer.StepListener.NONE);
    }
  }

  private static List<Example> rows(int longest, int vocabulary) {
    Random random = new Random(1);
    List<Example> rows = new ArrayList<>();
    for (int i = 0; i < ROWS * STEPS; i++) {
      int[] ids = random.ints(1 + random.nextInt(longest), 0, vocabulary).toArray();
      rows.add(new Example(ids, new int[ids.length], i % LABELS));
    }
    return rows;
  }
}
