package peftlab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peftlab.experiment.Predictions;
import peftlab.experiment.TrialOutcome.Prediction;
import peftlab.experiment.TrialResult;
import peftlab.report.stats.Run;

/** Where the predictions of a trial come from. */
@FunctionalInterface
interface PredictionSource {
  /** What a trial predicted; empty where that was not kept. */
  Optional<Run> of(TrialResult result);

  /** The predictions in a results folder. */
  static PredictionSource in(Path folder) {
    return result -> {
      if (!Files.exists(folder.resolve("predictions").resolve(result.id() + ".csv"))) {
        return Optional.empty();
      }
      List<Integer> labels = new ArrayList<>();
      List<Integer> predictions = new ArrayList<>();
      for (Prediction row : Predictions.read(folder, result.id())) {
        labels.add(row.label());
        predictions.add(row.prediction());
      }
      return Optional.of(new Run(labels, predictions));
    };
  }
}
