package peftlab.train;

import java.util.List;
import java.util.Map;
import peftlab.InputException;
import peftlab.data.Example;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.method.Teachers;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.PhantomKernels;
import peftlab.tensor.Randomness;

/** One method put around the base model with a head: what one trial trains, and its memory. */
public final class Session implements AutoCloseable {
  /** Enough for every method, while the rows and so the steps of an epoch are not known. */
  private static final int MANY_STEPS = 1_000_000;

  private final Arena arena;
  private final Runnable closing;
  private final Classifier classifier;
  private final TrainSettings settings;

  /**
   * Adapts the base.
   *
   * @param kernels closed with the session
   * @param hyper the method's own record
   * @param classes of the task
   * @param steps that training will take
   * @throws InputException where the hyperparameters make no sense or do not fit the model
   */
  public Session(
      BaseModel base,
      Kernels kernels,
      PeftMethod<?> method,
      Record hyper,
      TrainSettings settings,
      int classes,
      int steps,
      Teachers teachers) {
    this(
        base,
        new Arena(kernels),
        kernels::close,
        method,
        hyper,
        settings,
        classes,
        steps,
        teachers);
    arena.count(MemoryCategory.FROZEN, base.bytes());
  }

  private Session(
      BaseModel base,
      Arena arena,
      Runnable closing,
      PeftMethod<?> method,
      Record hyper,
      TrainSettings settings,
      int classes,
      int steps,
      Teachers teachers) {
    this.arena = arena;
    this.closing = closing;
    this.settings = settings;
    AdaptContext context =
        new AdaptContext(
            base.encoder(),
            arena,
            new Randomness(settings.seed()),
            steps,
            base.tokenizer()::ids,
            teachers);
    try {
      Adaptation adaptation = PeftMethods.adapt(method, context, hyper);
      requirePositions(base, method.id(), settings.maxLength(), adaptation.extraPositions());
      classifier = new Classifier(adaptation, settings.pooling(), Head.create(context, classes));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Refuses what the model cannot hold: makes the session on kernels that compute nothing, so that
   * neither weights nor data are needed.
   *
   * @param phantom the model without its weights
   * @throws InputException as the constructor
   */
  public static void check(
      BaseModel phantom, PeftMethod<?> method, Record hyper, TrainSettings settings) {
    int steps = settings.steps() > 0 ? settings.steps() : MANY_STEPS;
    Teachers none = Teachers.none("nothing is trained to check a session");
    new Session(phantom, new PhantomKernels(), method, hyper, settings, 2, steps, none).close();
  }

  /**
   * A session of the same base inside another, such as a student's teacher: the other counts its
   * memory, and closes it.
   */
  static Session within(
      Arena whole,
      BaseModel base,
      PeftMethod<?> method,
      TrainSettings settings,
      int classes,
      int steps) {
    return new Session(
        base,
        whole.part(),
        () -> {},
        method,
        Hyperparameters.resolve(method, Map.of()),
        settings,
        classes,
        steps,
        Teachers.none("a teacher has no teacher"));
  }

  private static void requirePositions(BaseModel base, String method, int maxLength, int extra) {
    int positions = base.encoder().config().positions();
    if (maxLength + extra > positions) {
      String virtual = extra == 0 ? "" : " and the " + extra + " virtual tokens of " + method;
      throw new InputException(
          "max_length (--max-length) %d%s: more than the %d positions of %s, expected at most %d"
              .formatted(
                  maxLength, virtual, positions, base.origin(), Math.max(0, positions - extra)));
    }
  }

  /** Trains as {@link Trainer#fit} does. */
  public TrainingLog fit(List<Example> rows, Trainer.StepListener listener) {
    return new Trainer(arena, settings).fit(classifier, rows, listener);
  }

  /** The class that each row is given. */
  public int[] predictions(List<Example> rows) {
    return Evaluator.predictions(new Evaluator(arena).logits(classifier, rows));
  }

  /** What is trained. */
  public Classifier classifier() {
    return classifier;
  }

  /** Its memory. */
  public Arena arena() {
    return arena;
  }

  @Override
  public void close() {
    arena.close();
    closing.run();
  }
}
