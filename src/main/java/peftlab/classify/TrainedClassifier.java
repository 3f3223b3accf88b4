package peftlab.classify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.adapter.AdapterConfigWriter;
import peftlab.checkpoint.adapter.AdapterFolder;
import peftlab.checkpoint.adapter.MergedModel;
import peftlab.checkpoint.adapter.StoredAdapter;
import peftlab.checkpoint.adapter.TaskHead;
import peftlab.checkpoint.adapter.TaskSettings;
import peftlab.checkpoint.format.AtomicFolder;
import peftlab.data.Example;
import peftlab.data.Row;
import peftlab.data.TokenizedText;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethod;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Pooling;
import peftlab.tensor.Arena;
import peftlab.tensor.Initializer;
import peftlab.tensor.Kernels;
import peftlab.train.BaseModel;
import peftlab.train.Classifier;
import peftlab.train.Evaluator;
import peftlab.train.Head;

/** A classifier that was trained before, read from files and ready to answer. */
public final class TrainedClassifier implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final StoredAdapter adapter;
  private final BaseModel base;
  private final Kernels kernels;
  private final Arena arena;
  private final Classifier classifier;

  private TrainedClassifier(
      Checkpoint checkpoint,
      StoredAdapter adapter,
      TaskHead head,
      Pooling pooling,
      Kernels kernels) {
    this.checkpoint = checkpoint;
    this.adapter = adapter;
    this.kernels = kernels;
    this.base =
        BaseModel.load(checkpoint, pooling, adapter != null && adapter.changesPooler(), kernels);
    this.arena = new Arena(kernels);
    AdaptContext context = AdapterLoader.context(base.encoder(), arena);
    this.classifier = new Classifier(adaptation(context, adapter), pooling, head(context, head));
  }

  private static Adaptation adaptation(AdaptContext context, StoredAdapter adapter) {
    return adapter == null
        ? new AdaptContext.Retrained(context.base(), List.of())
        : AdapterLoader.restore(adapter, context);
  }

  /**
   * An adapter on its base model.
   *
   * @param model closed with the classifier
   * @param adapter closed with the classifier
   * @param pooling in use when it was trained
   * @throws InputException where the two do not fit together
   */
  public static TrainedClassifier of(
      Checkpoint model, StoredAdapter adapter, Pooling pooling, Kernels kernels) {
    return new TrainedClassifier(adapter.onto(model), adapter, adapter.head(), pooling, kernels);
  }

  /** A plain model with a head; see {@link #of(Checkpoint, StoredAdapter, Pooling, Kernels)}. */
  public static TrainedClassifier of(
      Checkpoint model, TaskHead head, Pooling pooling, Kernels kernels) {
    return new TrainedClassifier(model, null, head, pooling, kernels);
  }

  /**
   * Writes a trained classifier's adapter, head and settings, in PEFT's format where PEFT has the
   * method.
   *
   * @param hyper the method's own record
   * @param base what the classifier adapts; it is named in the file, not written
   * @return bytes of the adapter's tensor file, without the head
   * @throws InputException where the folder cannot be written
   */
  public static long write(
      Path folder,
      Classifier classifier,
      PeftMethod<?> method,
      Record hyper,
      BaseModel base,
      TaskSettings task) {
    AdapterConfigWriter config = config(method, hyper, base);
    long bytes = AdapterFolder.write(folder, config, classifier.adaptation().stored());
    stored(classifier).write(folder);
    task.write(folder);
    return bytes;
  }

  /**
   * What to tell whoever saves a classifier of pairs of texts, where PEFT would answer with other
   * logits than {@link #logits}.
   */
  public static Optional<String> noteOnPairs(PeftMethod<?> method, Record hyper, BaseModel base) {
    return config(method, hyper, base).losesTokenTypes()
        ? Optional.of(
            "Warning: PEFT gives other logits on pairs of texts with a saved '"
                + method.id()
                + "': it drops token types (src/docs/adapter-files.md). predict gives those of"
                + " training.")
        : Optional.empty();
  }

  private static AdapterConfigWriter config(PeftMethod<?> method, Record hyper, BaseModel base) {
    return new AdapterConfigWriter(method, hyper, base.encoder().config(), base.origin());
  }

  private static TaskHead stored(Classifier classifier) {
    return new TaskHead(
        classifier.head().weight().value().toFloats(),
        classifier.head().bias().value().toFloats(),
        classifier.pooling() == Pooling.POOLER);
  }

  private static Head head(AdaptContext context, TaskHead stored) {
    int width = context.base().config().width();
    if (stored.weight().length != (long) stored.classes() * width) {
      throw new InputException(
          "the head reads vectors of width %d, but the model makes them %d wide"
              .formatted(stored.weight().length / stored.classes(), width));
    }
    return new Head(
        context.createFrozen(
            "head.weight", Initializer.values(stored.weight()), stored.classes(), width),
        context.createFrozen("head.bias", Initializer.values(stored.bias()), stored.classes()));
  }

  /**
   * Logits of every row, {@code [rows][classes]}; the rows' labels are not looked at.
   *
   * @param maxLength tokens after which a row is cut
   */
  public List<float[]> logits(List<Row> rows, int maxLength) {
    List<Example> examples = new ArrayList<>(rows.size());
    for (TokenizedText text : base.tokenizer().encode(rows, maxLength)) {
      examples.add(new Example(text.ids(), types(text), 0));
    }
    return new Evaluator(arena).logits(classifier, examples);
  }

  private int[] types(TokenizedText text) {
    return adapter == null || adapter.tokenTypes() ? text.types() : new int[text.types().length];
  }

  /** Number of logits. */
  public int classes() {
    return Math.toIntExact(classifier.head().bias().count());
  }

  /** How the encoder's answer becomes one vector. */
  public Pooling pooling() {
    return classifier.pooling();
  }

  /** The most tokens of a row that leave room for the adapter's virtual ones. */
  public int positionsForText() {
    return base.encoder().config().positions() - classifier.adaptation().extraPositions();
  }

  /**
   * Writes a plain Hugging Face folder that answers as this classifier does, with its head in
   * {@code head.safetensors}. The folder appears when it is whole.
   *
   * @param task written beside the head
   * @throws InputException where the adapter cannot be folded into weights, or the folder cannot be
   *     written
   */
  public void writeMerged(Path folder, TaskSettings task) {
    Adaptation adaptation = classifier.adaptation();
    Encoder plain =
        adaptation
            .merged()
            .or(
                () ->
                    adaptation.hooks() == Hooks.NONE
                        ? Optional.of(adaptation.encoder())
                        : Optional.empty())
            .orElseThrow(
                () ->
                    new InputException(
                        "this adapter adds tokens or modules to the model, which no weights of a"
                            + " plain model can stand for: it does not merge"));
    AtomicFolder.write(
        folder,
        made -> {
          MergedModel.write(made, plain, checkpoint);
          stored(classifier).write(made);
          task.write(made);
        });
  }

  @Override
  public void close() {
    arena.close();
    base.close();
    kernels.close();
    checkpoint.close();
    if (adapter != null) {
      adapter.close();
    }
  }
}
