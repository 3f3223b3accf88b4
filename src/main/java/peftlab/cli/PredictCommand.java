package peftlab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import peftlab.InputException;
import peftlab.data.RowFile;
import peftlab.train.TrainedClassifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers rows with a trained classifier. */
@Command(
    name = "predict",
    description = "Writes a trained classifier's logits, one comma-separated line for each row.",
    footerHeading = "%nExample:%n",
    footer = {
      "  ./peftlab predict --model minilm --adapter my-adapter --data b.tsv \\",
      "      --out logits.csv"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  @Mixin private TrainedOptions trained;

  @Option(
      names = "--data",
      required = true,
      description = "Rows: .tsv (label, text_a, text_b), .csv or .jsonl.")
  private Path data;

  @Option(
      names = "--max-length",
      description = "Tokens after which a row is cut (default: as trained, or 128).")
  private Integer maxLength;

  @Option(names = "--out", required = true, description = "CSV file of logits, without a header.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    try (TrainedClassifier classifier = trained.open()) {
      int length =
          maxLength == null
              ? Math.min(trained.defaultLength(), classifier.positionsForText())
              : maxLength;
      if (length > classifier.positionsForText()) {
        throw new InputException(
            "--max-length %d is above the %d positions that the model has for text"
                .formatted(length, classifier.positionsForText()));
      }
      Files.writeString(out, csv(classifier.logits(RowFile.read(data), length)));
      return 0;
    }
  }

  private static String csv(List<float[]> logits) {
    StringBuilder csv = new StringBuilder();
    for (float[] row : logits) {
      for (int i = 0; i < row.length; i++) {
        csv.append(i == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.8g", row[i]));
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
