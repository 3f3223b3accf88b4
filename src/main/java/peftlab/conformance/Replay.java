package peftlab.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peftlab.InputException;
import peftlab.Records;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.format.Safetensors;
import peftlab.checkpoint.format.TensorSource;
import peftlab.data.Example;
import peftlab.data.Row;
import peftlab.data.TokenizedText;
import peftlab.method.Teachers;
import peftlab.nn.Pooling;
import peftlab.tensor.backend.Backend;
import peftlab.train.BaseModel;
import peftlab.train.Defaults;
import peftlab.train.Evaluator;
import peftlab.train.Session;
import peftlab.train.TrainSettings;
import peftlab.train.Trainer;
import peftlab.train.TrainingLog;

/**
 * One run trained again from the same initial values on the same batches.
 *
 * @param lossDifference largest over the steps
 * @param logitDifference largest over rows and classes, after the last step
 */
record Replay(double lossDifference, double logitDifference) {

  /**
   * Trains and compares.
   *
   * @throws InputException where the run is not one that can be replayed
   * @throws peftlab.train.DivergedException where a loss is no number
   */
  static Replay of(
      ReferenceRun run,
      Checkpoint checkpoint,
      List<Row> trainRows,
      List<Row> evalRows,
      Backend backend,
      int threads) {
    RunSettings reference = run.settings();
    if (run.logits().size() != evalRows.size()) {
      throw new InputException(
          "%s: logits of %d rows, but eval.tsv has %d"
              .formatted(run.folder(), run.logits().size(), evalRows.size()));
    }
    Pooling pooling = reference.pooling();
    try (TensorSource init = Safetensors.open(run.init());
        BaseModel base = BaseModel.load(checkpoint, pooling, backend.kernels(threads))) {
      List<Example> train = examples(trainRows, base, reference, true);
      List<Example> eval = examples(evalRows, base, reference, false);
      TrainSettings settings = settings(reference, longest(train, eval), threads);
      ReplayedMethod replayed = ReplayedMethod.of(reference, init);
      try (Session session =
          new Session(
              base,
              backend.kernels(threads),
              replayed.method(),
              replayed.hyper(),
              settings,
              reference.labels().size(),
              reference.steps(),
              Teachers.none("no reference run has a teacher"))) {
        InitialValues.load(init, session.classifier());
        TrainingLog log = session.fit(train, Trainer.StepListener.NONE);
        List<float[]> logits = new Evaluator(session.arena()).logits(session.classifier(), eval);
        return new Replay(losses(run, log), logits(run, logits));
      }
    }
  }

  private static List<Example> examples(
      List<Row> rows, BaseModel base, RunSettings reference, boolean labelled) {
    List<TokenizedText> texts = base.tokenizer().encode(rows, reference.maxLength());
    List<Example> examples = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      int label = reference.labels().indexOf(rows.get(i).label());
      if (labelled && label < 0) {
        throw new InputException(
            "train.tsv has the label '%s', settings.json only %s"
                .formatted(rows.get(i).label(), reference.labels()));
      }
      examples.add(new Example(texts.get(i).ids(), texts.get(i).types(), label));
    }
    return examples;
  }

  private static int longest(List<Example> train, List<Example> eval) {
    int longest = 0;
    for (List<Example> rows : List.of(train, eval)) {
      for (Example row : rows) {
        longest = Math.max(longest, row.length());
      }
    }
    return longest;
  }

  private static TrainSettings settings(RunSettings reference, int maxLength, int threads) {
    Map<String, Object> values = Records.plain(reference);
    values.keySet().retainAll(Records.keys(TrainSettings.class));
    values.put("max_length", maxLength);
    values.put("threads", threads);
    values.put("shuffle", false);
    return Records.with(Defaults.settings(reference.lr()), values);
  }

  private static double losses(ReferenceRun run, TrainingLog log) {
    double largest = 0;
    for (int i = 0; i < run.losses().size(); i++) {
      largest = larger(largest, run.losses().get(i) - log.losses()[i]);
    }
    return largest;
  }

  private static double logits(ReferenceRun run, List<float[]> logits) {
    double largest = 0;
    for (int i = 0; i < run.logits().size(); i++) {
      for (int j = 0; j < logits.get(i).length; j++) {
        largest = larger(largest, run.logits().get(i).get(j) - logits.get(i)[j]);
      }
    }
    return largest;
  }

  /** The larger of a and |b|; no number where one of them is none. */
  private static double larger(double a, double b) {
    return Math.max(a, Math.abs(b));
  }
}
