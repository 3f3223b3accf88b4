package peftlab.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import peftlab.data.Example;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.nn.Pooling;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Parameter;
import peftlab.tensor.Randomness;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;
import peftlab.train.BaseModel;
import peftlab.train.Batches;
import peftlab.train.Classifier;
import peftlab.train.Evaluator;
import peftlab.train.Session;
import peftlab.train.TestSettings;
import peftlab.train.TinyModel;
import peftlab.train.TrainSettings;
import peftlab.train.Trainer;
import peftlab.train.TrainingLog;

/** One method on a tiny random model, and what the contract's tests do with it. */
final class Lab implements AutoCloseable {
  /** Rows of two classes whose labels nothing explains. */
  static final List<Example> ROWS = TinyModel.rows(16, 2, 7);

  private final Subject subject;
  private final BaseModel base;
  private final Supplier<Kernels> kernels;
  private final TrainSettings settings;
  private final Session session;
  private FineTuned teacher;

  Lab(Subject subject, BaseModel base, Supplier<Kernels> kernels, TrainSettings settings) {
    this.subject = subject;
    this.base = base;
    this.kernels = kernels;
    this.settings = settings;
    session =
        new Session(
            base,
            kernels.get(),
            subject.method(),
            subject.hyper(),
            settings,
            2,
            settings.steps(),
            (wanted, student) -> teacher());
  }

  /** Settings of a run on all rows at once. */
  static TrainSettings settings(long seed, int steps, double dropout) {
    return TestSettings.constant(
        2e-2, "batch: 16, steps: %s, dropout: %s, max_length: 16, seed: %s", steps, dropout, seed);
  }

  private Teacher teacher() {
    if (teacher == null) {
      teacher = new FineTuned(base, kernels);
    }
    return teacher;
  }

  Classifier classifier() {
    return session.classifier();
  }

  Adaptation adaptation() {
    return classifier().adaptation();
  }

  /** What the method trains, without the head. */
  List<Parameter> trainable() {
    return adaptation().trainable();
  }

  long trainedBytes() {
    return session.arena().bytes(MemoryCategory.TRAINED);
  }

  TrainingLog train(Trainer.StepListener listener) {
    return new Trainer(session.arena(), settings).fit(classifier(), ROWS, listener);
  }

  List<float[]> logits() {
    return logits(adaptation().encoder(), adaptation().hooks());
  }

  List<float[]> logits(Encoder encoder, Hooks hooks) {
    return new Evaluator(session.arena()).logits(classifier(), encoder, hooks, ROWS);
  }

  List<float[]> logits(List<Example> rows) {
    return new Evaluator(session.arena()).logits(classifier(), rows);
  }

  /** Moves every trained value away from where it is, so that nothing is zero by construction. */
  void jitter(double deviation) {
    Random random = new Random(11);
    for (Parameter parameter : classifier().trainable()) {
      double[] values = parameter.value().toDoubles();
      for (int i = 0; i < values.length; i++) {
        values[i] += deviation * random.nextGaussian();
      }
      parameter.value().set(values);
    }
  }

  /** The objective on all rows; leaves gradients behind where asked to. */
  double loss(boolean backward) {
    PackedTokens tokens = Batches.pack(ROWS);
    try (Tape tape = new Tape(session.arena(), true, 1)) {
      Classifier.Output output = classifier().forward(tape, tokens, 0);
      Tensor task = output.logits().crossEntropy(Batches.labels(ROWS));
      Tensor loss =
          adaptation()
              .objective(new Adaptation.Objective(tokens, output.encoded(), output.logits(), task));
      double value = loss.value().toDoubles()[0];
      if (backward) {
        classifier().trainable().forEach(Parameter::clearGradient);
        tape.backward(loss);
      }
      return value;
    }
  }

  /** By how many positions the longest row got longer. */
  int extraPositions() {
    PackedTokens tokens = Batches.pack(ROWS);
    int longest = ROWS.stream().mapToInt(Example::length).max().orElseThrow();
    try (Tape tape = Tape.inference(session.arena())) {
      int[] positions = classifier().forward(tape, tokens, 0).encoded().layout().positions();
      return Arrays.stream(positions).max().orElseThrow() + 1 - longest;
    }
  }

  /** Logits of what {@link PeftMethod#restore} makes of the stored tensors, with this head. */
  List<float[]> restoredLogits() {
    Map<String, StoredTensor> file = new LinkedHashMap<>();
    adaptation().stored().forEach(tensor -> file.put(tensor.name(), tensor));
    try (Kernels other = kernels.get();
        Arena arena = new Arena(other)) {
      AdaptContext context =
          new AdaptContext(
              base.encoder(),
              arena,
              new Randomness(99),
              0,
              base.tokenizer()::ids,
              (wanted, student) -> teacher());
      Adaptation restored = restore(subject.method(), context, file);
      Classifier again = new Classifier(restored, Pooling.MEAN, classifier().head());
      return new Evaluator(arena).logits(again, ROWS);
    }
  }

  private <H extends Record> Adaptation restore(
      PeftMethod<H> method, AdaptContext context, Map<String, StoredTensor> file) {
    H hyper = method.hyperparameters().cast(subject.hyper());
    return method.restore(
        context,
        hyper,
        (name, shape) -> {
          StoredTensor tensor = file.get(name);
          if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
            throw new AssertionError("restore asks for " + name + ", stored() gave " + file);
          }
          return tensor.value().toFloats();
        });
  }

  @Override
  public void close() {
    session.close();
    if (teacher != null) {
      teacher.close();
    }
  }

  /** The bits of parameters, by name. */
  static Map<String, List<Integer>> bits(Collection<Parameter> parameters) {
    Map<String, List<Integer>> bits = new LinkedHashMap<>();
    parameters.forEach(p -> bits.put(p.name(), bits(p.value())));
    return bits;
  }

  /** The bits of a matrix. */
  static List<Integer> bits(Matrix matrix) {
    List<Integer> bits = new ArrayList<>();
    for (float value : matrix.toFloats()) {
      bits.add(Float.floatToRawIntBits(value));
    }
    return bits;
  }

  /** The largest difference between two models' answers. */
  static double distance(List<float[]> a, List<float[]> b) {
    double largest = a.size() == b.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < a.get(i).length; j++) {
        double difference = Math.abs(a.get(i)[j] - b.get(i)[j]);
        largest = difference <= largest ? largest : difference; // NaN is kept
      }
    }
    return largest;
  }

  /** The model after full fine-tuning on the same rows. */
  private static final class FineTuned implements Teacher, AutoCloseable {
    private final Session session;
    private Tape tape;

    FineTuned(BaseModel base, Supplier<Kernels> kernels) {
      TrainSettings settings = settings(5, 8, 0);
      PeftMethod<?> full = PeftMethods.named("full");
      session =
          new Session(
              base,
              kernels.get(),
              full,
              Hyperparameters.resolve(full, Map.of()),
              settings,
              2,
              8,
              null);
      new Trainer(session.arena(), settings)
          .fit(session.classifier(), ROWS, Trainer.StepListener.NONE);
    }

    @Override
    public Answer answer(PackedTokens tokens) {
      forget();
      tape = Tape.inference(session.arena());
      Classifier.Output output = session.classifier().forward(tape, tokens, 0);
      return new Answer(output.logits().value(), output.encoded().hidden().value());
    }

    private void forget() {
      if (tape != null) {
        tape.close();
      }
    }

    @Override
    public void close() {
      forget();
      session.close();
    }
  }
}
