package peftlab.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peftlab.InputException;
import peftlab.InputFile;
import peftlab.metric.Metric;

/**
 * Where a task's rows come from and how they are read and judged.
 *
 * @param place {@code wordnet} or a folder; or the training file
 * @param eval the file to report on; null where {@code place} is no file
 * @param columns which columns hold what
 * @param metric what it is judged by; null for the data set's own
 */
public record DataSource(String place, String eval, ColumnChoice columns, Metric metric) {
  private static final String WORDNET = "wordnet";

  /**
   * Checks the columns.
   *
   * @throws InputException if there are columns of a data set that has none
   */
  public DataSource {
    if (place.equals(WORDNET) && eval == null && !columns.equals(ColumnChoice.NONE)) {
      throw new InputException("wordnet has no columns to choose from");
    }
  }

  /** A data set by name or folder, read as it is. */
  public static DataSource named(String place) {
    return new DataSource(place, null, ColumnChoice.NONE, null);
  }

  /** What results call it: the place, and what was chosen. */
  public String name() {
    StringBuilder name = new StringBuilder(place);
    if (eval != null) {
      Path file = path(eval).getFileName();
      name.append(" with ").append(file == null ? eval : file);
    }
    String chosen = columns.toString().replaceAll("[/\\\\]", " ");
    if (!chosen.isEmpty()) {
      name.append(" (").append(chosen).append(')');
    }
    return metric == null ? name.toString() : name + " by " + metric.id();
  }

  /**
   * Looks whether the files are there, which takes no time.
   *
   * @throws InputException if they are not, with what was found instead
   */
  public void check() {
    if (eval != null) {
      InputFile.check(path(place), RowFile.MAX_BYTES);
      InputFile.check(path(eval), RowFile.MAX_BYTES);
    } else if (!place.equals(WORDNET)) {
      DataFolder.find(place);
    }
  }

  /**
   * Reads the rows.
   *
   * @throws InputException if nothing is found under this name, or what is found cannot be read
   */
  public Dataset read() {
    if (eval != null) {
      return files();
    }
    Dataset own = place.equals(WORDNET) ? WordNet.load() : DataFolder.find(place).read(columns);
    return metric == null ? own : own.judgedBy(metric);
  }

  /** Two files, whose rows keep their order. */
  private Dataset files() {
    Path train = path(place);
    List<Row> rows = RowFile.read(train, columns, List.of());
    List<Row> reported = RowFile.read(path(eval), columns, Dataset.labels(rows));
    Metric judge = Optional.ofNullable(metric).orElse(Metric.ACCURACY);
    return Dataset.of(train.getFileName().toString(), judge, rows, List.of(), reported);
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InputException(text + ": not a path: " + e.getReason(), e);
    }
  }
}
