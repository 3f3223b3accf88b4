package peftlab.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import peftlab.data.Example;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.tensor.Arena;
import peftlab.tensor.Tape;

/** Runs a classifier without training it. */
public final class Evaluator {
  private static final int BATCH = 32;

  private final Arena arena;

  /** An evaluator that takes memory from the trial's arena. */
  public Evaluator(Arena arena) {
    this.arena = arena;
  }

  /** Logits of every row, {@code [rows][classes]}. */
  public List<float[]> logits(Classifier classifier, List<Example> rows) {
    return logits(
        classifier, classifier.adaptation().encoder(), classifier.adaptation().hooks(), rows);
  }

  /** Logits of every row with another encoder, such as the merged one. */
  public List<float[]> logits(
      Classifier classifier, Encoder encoder, Hooks hooks, List<Example> rows) {
    List<float[]> all = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += BATCH) {
      List<Example> batch = rows.subList(from, Math.min(rows.size(), from + BATCH));
      try (Tape tape = Tape.inference(arena)) {
        Classifier.Output output = classifier.forward(encoder, hooks, tape, Batches.pack(batch), 0);
        float[] flat = output.logits().value().toFloats();
        int classes = output.logits().columns();
        for (int i = 0; i < batch.size(); i++) {
          all.add(Arrays.copyOfRange(flat, i * classes, (i + 1) * classes));
        }
      }
    }
    return all;
  }

  /** The class with the largest logit of each row, the first among equals. */
  public static int[] predictions(List<float[]> logits) {
    int[] classes = new int[logits.size()];
    for (int i = 0; i < classes.length; i++) {
      float[] row = logits.get(i);
      for (int j = 1; j < row.length; j++) {
        if (row[j] > row[classes[i]]) {
          classes[i] = j;
        }
      }
    }
    return classes;
  }
}
