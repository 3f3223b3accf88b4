package peftlab.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import peftlab.data.BatchOrder;
import peftlab.data.Example;
import peftlab.method.Adaptation;
import peftlab.nn.PackedTokens;
import peftlab.tensor.Arena;
import peftlab.tensor.Dropout;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/** Fits a classifier to labelled rows. */
public final class Trainer {
  private final Arena arena;
  private final TrainSettings settings;

  /** A trainer that takes memory from the trial's arena. */
  public Trainer(Arena arena, TrainSettings settings) {
    this.arena = arena;
    this.settings = settings;
  }

  /**
   * Trains for as many steps as the settings say.
   *
   * @throws DivergedException where a loss is NaN or infinite
   */
  public TrainingLog fit(Classifier classifier, List<Example> rows, StepListener listener) {
    classifier.adaptation().started();
    int steps = settings.stepsFor(rows.size());
    int warmup = (int) Math.round(settings.warmup() * steps);
    int[] lengths = rows.stream().mapToInt(Example::length).toArray();
    BatchOrder order =
        new BatchOrder(
            lengths,
            settings.batch(),
            settings.shuffle(),
            settings.groupByLength(),
            settings.seed());
    AdamW optimizer = new AdamW(arena, settings.weightDecay(), settings.clip());
    optimizer.add(classifier.trainable());
    double[] losses = new double[steps];
    double[] millis = new double[steps];
    long tokens = 0;
    long began = System.nanoTime();
    for (int step = 0; step < steps; step++) {
      long start = System.nanoTime();
      List<Example> batch = new ArrayList<>();
      for (int row : order.next()) {
        batch.add(rows.get(row));
      }
      PackedTokens packed = Batches.pack(batch);
      losses[step] = computeGradients(classifier, packed, Batches.labels(batch), step);
      if (!Double.isFinite(losses[step])) {
        throw new DivergedException(step + 1, losses[step]);
      }
      optimizer.step(settings.lr() * settings.schedule().factor(step, steps, warmup));
      if (classifier.adaptation().stepped(step + 1)) {
        optimizer.add(classifier.trainable());
      }
      tokens += packed.count();
      millis[step] = (System.nanoTime() - start) / 1e6;
      listener.stepped(step + 1, steps, losses[step]);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    classifier.adaptation().finished();
    return new TrainingLog(losses, median(millis), tokens, seconds);
  }

  /** Makes one step on these rows, to see what it takes. */
  public void tryStep(Classifier classifier, List<Example> batch) {
    classifier.adaptation().started();
    AdamW optimizer = new AdamW(arena, settings.weightDecay(), settings.clip());
    optimizer.add(classifier.trainable());
    computeGradients(classifier, Batches.pack(batch), Batches.labels(batch), 0);
    optimizer.step(settings.lr());
  }

  /** One forward and backward pass; returns the loss. */
  private double computeGradients(
      Classifier classifier, PackedTokens tokens, int[] labels, int step) {
    int seed = Dropout.hash((int) settings.seed() ^ Dropout.hash(step + 1));
    try (Tape tape = new Tape(arena, true, seed)) {
      Classifier.Output output = classifier.forward(tape, tokens, settings.dropout());
      Tensor taskLoss = output.logits().crossEntropy(labels);
      Tensor loss =
          classifier
              .adaptation()
              .objective(
                  new Adaptation.Objective(tokens, output.encoded(), output.logits(), taskLoss));
      double value = loss.value().toDoubles()[0];
      tape.backward(loss);
      return value;
    }
  }

  static double median(double... values) {
    if (values.length == 0) {
      return 0;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Called after each step. */
  public interface StepListener {
    /** Does nothing. */
    StepListener NONE = (step, steps, loss) -> {};

    /** Called if the program warms up before the first step. */
    default void warmingUp() {}

    /** Called after step {@code step}, counted from 1, of {@code steps}. */
    void stepped(int step, int steps, double loss);
  }
}
