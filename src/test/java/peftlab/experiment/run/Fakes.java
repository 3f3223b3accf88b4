package peftlab.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import peftlab.Records;
import peftlab.experiment.plan.Fingerprints;
import peftlab.experiment.plan.Grid;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.TrialOutcome;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.spec.Experiment;
import peftlab.train.Trainer;

/** What tests of this package run instead of real models and data. */
public final class Fakes {
  static final Fingerprints FINGERPRINTS = fingerprints("data", "base", "code");

  /** Counts as LoRA's on MiniLM's query and value. */
  public static final Predictor PREDICTOR =
      trial -> {
        long rank = Records.plain(trial.hyper()).get("rank") instanceof Integer n ? n : 0;
        return new Predictor.Prediction(
            rank * 9216, 9240, Map.of("FROZEN", 90_000_000L, "TRAINED", rank * 36864), 10);
      };

  private Fakes() {}

  public static Fingerprints fingerprints(String data, String model, String code) {
    return new Fingerprints() {
      @Override
      public String data(String task) {
        return data + task;
      }

      @Override
      public String model(String name) {
        return model;
      }

      @Override
      public String code() {
        return code;
      }

      @Override
      public String methodCode(String method) {
        return code + " of " + method;
      }
    };
  }

  public static Grid grid() {
    return new Grid(FINGERPRINTS, PREDICTOR);
  }

  /** The groups of a suite with the text {@code yaml} over the shipped defaults. */
  public static List<TrialGroup> groups(Path folder, String yaml, String... overrides) {
    return grid().expand(experiment(folder, yaml, overrides), 1);
  }

  public static Experiment experiment(Path folder, String yaml, String... overrides) {
    try {
      Path file = folder.resolve("suite.yaml");
      Files.writeString(file, yaml);
      return Experiment.read(file, List.of(overrides));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A good result whose accuracy is {@code score}. */
  public static TrialOutcome outcome(Trial trial, double score) {
    TrialResult result =
        new TrialResult(
            trial.id(),
            trial.recorded(),
            TrialResult.Status.OK,
            null,
            Map.of("accuracy", score),
            "accuracy",
            3,
            new TrialResult.Counts(36864, 9240, 36864, 22_602_240),
            Map.of("FROZEN", 90_261_504L),
            Map.of("FROZEN", 90_261_504L),
            0,
            0,
            new TrialResult.Timing(1.5, 2, 3, 0.5, 10, 100, 0),
            List.of(new TrialResult.CurvePoint(1, 0.7)),
            Map.of(),
            Map.of("code", "test"));
    return new TrialOutcome(
        result,
        List.of(
            new TrialOutcome.Prediction(0, 0),
            new TrialOutcome.Prediction(1, 0),
            new TrialOutcome.Prediction(23, 23)));
  }

  /** A runner whose score depends on the trial's id alone. */
  static TrialOutcome byId(Trial trial, Trainer.StepListener listener) {
    listener.stepped(1, 1, 0.5);
    return outcome(trial, Integer.parseInt(trial.id().substring(0, 4), 16) / 65536.0);
  }
}
