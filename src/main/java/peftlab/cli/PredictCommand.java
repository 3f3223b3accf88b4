package peftlab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import peftlab.InputException;
import peftlab.classify.TrainedClassifier;
import peftlab.data.ColumnChoice;
import peftlab.data.Row;
import peftlab.data.RowFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers rows with a trained classifier. */
@Command(
    name = "predict",
    description =
        "Predicts labels with a trained classifier; writes label and probability, separated by"
            + " tabs.",
    footerHeading = "%nExample:%n",
    footer = "  ./peftlab predict --model minilm --adapter my-adapter --data b.tsv",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  @Mixin private AdapterOptions trained;

  @Option(
      names = "--data",
      required = true,
      description = "Texts: .tsv, .csv or .jsonl, with a column such as text; labels are optional.")
  private Path data;

  @Option(
      names = "--columns",
      paramLabel = "PART=NAME,...",
      description = "Names of the columns: text_a=premise,text_b=hypothesis.")
  private String columns;

  @Option(
      names = "--max-length",
      description =
          "Maximum number of tokens per example; longer texts are cut (default: as trained, or"
              + " 128).")
  private Integer maxLength;

  @Option(names = "--logits", description = "Adds a column with the logit of each class.")
  private boolean logits;

  @Option(names = "--out", description = "Output file (default: standard output).")
  private Path out;

  @Override
  public Integer call() throws IOException {
    ColumnChoice choice = columns == null ? ColumnChoice.NONE : ColumnChoice.parse(columns);
    List<Row> rows = RowFile.readTexts(data, choice);
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
      Answers answers = new Answers(trained.labels(classifier.classes()));
      String tsv = answers.tsv(classifier.logits(rows, length), logits);
      if (out == null) {
        System.out.print(tsv);
      } else {
        Files.writeString(out, tsv);
      }
      return 0;
    }
  }
}
