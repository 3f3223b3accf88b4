package peftlab.probe;

import java.util.ArrayList;
import java.util.List;
import peftlab.data.BatchOrder;
import peftlab.data.Example;
import peftlab.train.TrainSettings;

/** Finds, among the batches that a run will take, those that need the most memory. */
public final class LargestBatches {
  private LargestBatches() {}

  /** The batch with the most tokens and the one with the most attention scores. */
  public static List<List<Example>> largest(List<Example> rows, TrainSettings settings) {
    int[] lengths = rows.stream().mapToInt(Example::length).toArray();
    BatchOrder order =
        new BatchOrder(
            lengths,
            settings.batch(),
            settings.shuffle(),
            settings.groupByLength(),
            settings.seed());
    int[] mostTokens = {};
    int[] mostScores = {};
    long tokens = -1;
    long scores = -1;
    for (int step = settings.stepsFor(rows.size()); step > 0; step--) {
      int[] batch = order.next();
      long itsTokens = 0;
      long itsScores = 0;
      for (int row : batch) {
        itsTokens += lengths[row];
        itsScores += (long) lengths[row] * lengths[row];
      }
      if (itsTokens > tokens) {
        tokens = itsTokens;
        mostTokens = batch;
      }
      if (itsScores > scores) {
        scores = itsScores;
        mostScores = batch;
      }
    }
    return List.of(pick(rows, mostTokens), pick(rows, mostScores));
  }

  private static List<Example> pick(List<Example> rows, int[] chosen) {
    List<Example> picked = new ArrayList<>();
    for (int row : chosen) {
      picked.add(rows.get(row));
    }
    return picked;
  }
}
