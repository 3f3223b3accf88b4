package peftlab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peftlab.InputException;
import peftlab.data.ColumnChoice;
import peftlab.data.DataCard;
import peftlab.data.DataSource;
import peftlab.data.Dataset;
import peftlab.data.Row;
import peftlab.data.RowFile;
import peftlab.metric.Metric;
import picocli.CommandLine.Option;

/** The options that say what {@code train} trains and reports on. */
final class TrainData {
  @Option(
      names = "--train",
      required = true,
      description = "Training file: .tsv, .csv or .jsonl, with columns such as label and text.")
  private Path train;

  @Option(names = "--eval", description = "Evaluation file, in the same formats.")
  private Path eval;

  @Option(
      names = "--columns",
      paramLabel = "PART=NAME,...",
      description = "Names of the columns: text_a=premise,text_b=hypothesis,label=gold.")
  private String columns;

  @Option(
      names = "--metric",
      description =
          "Main metric: ${COMPLETION-CANDIDATES} (default: that of the data set's card,"
              + " or accuracy).",
      completionCandidates = MetricIds.class)
  private String metric;

  @Option(
      names = "--train-limit",
      defaultValue = "0",
      description = "Maximum number of examples; 0: all.")
  private int trainLimit;

  @Option(
      names = "--eval-limit",
      defaultValue = "0",
      description = "Maximum number of examples; 0: all.")
  private int evalLimit;

  /** Looks at the options and whether the files are there; reads no rows. */
  void check() {
    if (trainLimit < 0 || evalLimit < 0) {
      throw new InputException("--train-limit and --eval-limit must not be negative");
    }
    Path reported = eval == null ? train : eval;
    new DataSource(train.toString(), reported.toString(), choice(), named()).check();
  }

  /** Reads the rows. */
  Dataset read() {
    ColumnChoice choice = choice();
    List<Row> rows = RowFile.read(train, choice, List.of());
    List<Row> reported =
        eval == null ? List.of() : RowFile.read(eval, choice, Dataset.labels(rows));
    return Dataset.of(train.toString(), metric(), rows, List.of(), reported)
        .limited(trainLimit, evalLimit);
  }

  private static final class MetricIds extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    MetricIds() {
      super(Metric.ids());
    }
  }

  /** The metric that was asked for; null if none was. */
  private Metric named() {
    return metric == null ? null : Metric.named(metric);
  }

  private ColumnChoice choice() {
    return columns == null ? ColumnChoice.NONE : ColumnChoice.parse(columns);
  }

  /** As a folder is judged by the card that has its name, so is a file in it. */
  private Metric metric() {
    Path folder = train.toAbsolutePath().normalize().getParent();
    Path name = folder == null ? null : folder.getFileName();
    return Optional.ofNullable(named())
        .or(
            () ->
                Optional.ofNullable(name)
                    .map(Path::toString)
                    .flatMap(DataCard::find)
                    .map(DataCard::metric))
        .orElse(Metric.ACCURACY);
  }
}
