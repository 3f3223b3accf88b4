package peftlab.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import peftlab.Records;
import peftlab.data.Example;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.method.Teachers;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Pooling;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Parameter;
import peftlab.tensor.Randomness;
import peftlab.tensor.backend.Backend;
import peftlab.train.Classifier;
import peftlab.train.Defaults;
import peftlab.train.Head;
import peftlab.train.TrainSettings;
import peftlab.train.Trainer;

/**
 * Steps of a small random model, for a second or two, before anything is timed: the virtual machine
 * compiles what a step runs, which would otherwise take up to a tenth of a short run's time and
 * make the first method of a table look slow.
 *
 * <p>Its sizes and lengths take every branch that training takes, since compiled code is thrown
 * away where it meets a branch for the first time: sequences below and above the size of a head,
 * products for either library, parameters with whole gradients and with gradients by row.
 */
public final class WarmUp {
  private static final EncoderConfig MODEL =
      new EncoderConfig(4, 128, 4, 512, 1000, 64, 2, 1e-12, false);
  private static final int STEPS = 120; // of each method

  /** Fewer steps of training take no longer than the warm-up itself. */
  private static final int WORTH_IT = 50;

  private static final int ROWS = 8;
  private static final int LONGEST = 48;
  private static final int LABELS = 2;
  private static boolean done;

  private WarmUp() {}

  /**
   * Makes the steps the first time it is called in a process; others wait meanwhile. Nothing
   * happens before short training, and where ND4J's own operations compute, which need no
   * compilation.
   *
   * @param threads as trials have
   * @param training steps that will follow, of all trials together
   * @param begins is run first if there is something to do
   */
  public static synchronized void once(
      Backend backend, int threads, long training, Runnable begins) {
    if (backend == Backend.FUSED && training >= WORTH_IT && !done) {
      done = true;
      begins.run();
      run(backend.kernels(threads));
    }
  }

  /** Closes the kernels afterwards. */
  static void run(Kernels kernels) {
    try (kernels) {
      train(kernels, "full");
      train(kernels, "lora");
    }
  }

  private static void train(Kernels kernels, String id) {
    try (Arena arena = new Arena(kernels)) {
      train(arena, PeftMethods.named(id));
    }
  }

  private static void train(Arena arena, PeftMethod<?> method) {
    AdaptContext context =
        new AdaptContext(
            model(arena),
            arena,
            new Randomness(1),
            STEPS,
            text -> new int[0],
            Teachers.none("the warm-up has no teacher"));
    Adaptation adaptation =
        PeftMethods.adapt(method, context, Hyperparameters.resolve(method, Map.of()));
    Classifier classifier = new Classifier(adaptation, Pooling.MEAN, Head.create(context, LABELS));
    TrainSettings settings =
        Records.with(
            Defaults.settings(1e-4),
            Map.of("batch", ROWS, "steps", STEPS, "weight_decay", 0.01, "max_length", LONGEST));
    new Trainer(arena, settings).fit(classifier, rows(), Trainer.StepListener.NONE);
  }

  private static Encoder model(Arena arena) {
    Encoder encoder = Encoder.blank(MODEL, arena);
    Random random = new Random(1);
    for (Parameter parameter : encoder.parameters()) {
      float[] values = new float[Math.toIntExact(parameter.value().size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.02f * (float) random.nextGaussian();
      }
      parameter.value().set(values);
    }
    return encoder;
  }

  private static List<Example> rows() {
    Random random = new Random(1);
    List<Example> rows = new ArrayList<>();
    for (int i = 0; i < ROWS * STEPS; i++) {
      int[] ids = random.ints(1 + random.nextInt(LONGEST), 0, MODEL.vocabulary()).toArray();
      rows.add(new Example(ids, new int[ids.length], i % LABELS));
    }
    return rows;
  }
}
