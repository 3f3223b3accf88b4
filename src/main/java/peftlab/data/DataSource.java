package peftlab.data;

import java.nio.file.Files;
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
 * @param place the name of a data set that comes with the program, or a folder; or the training
 *     file
 * @param eval the file to report on; null where {@code place} is no file
 * @param columns which columns hold what
 * @param metric what it is judged by; null for the data set's own
 */
public record DataSource(String place, String eval, ColumnChoice columns, Metric metric) {
  /**
   * Checks the columns.
   *
   * @throws InputException if there are columns of a data set that has none
   */
  public DataSource {
    if (eval == null && !columns.equals(ColumnChoice.NONE) && builtIn(place).isPresent()) {
      throw new InputException(place + " has no columns to choose from");
    }
  }

  /** A data set by name or folder, read as it is. */
  public static DataSource named(String place) {
    return new DataSource(place, null, ColumnChoice.NONE, null);
  }

  private static Optional<DataCard> builtIn(String place) {
    return DataCard.find(place).filter(DataCard::builtIn);
  }

  /**
   * Itself, or, if it is called by the name of a card and no such folder is here, the folder in
   * {@code data} that has this name, whatever the case.
   *
   * @param data folder of data sets; null if none was given
   */
  public DataSource in(String data) {
    boolean named =
        eval == null && DataCard.find(place).filter(card -> !card.builtIn()).isPresent();
    return !named || data == null || Files.isDirectory(path(place))
        ? this
        : new DataSource(DataFolder.named(place, path(data)), null, columns, metric);
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
    } else if (builtIn(place).isEmpty()) {
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
    Dataset own =
        builtIn(place).map(DataCard::read).orElseGet(() -> DataFolder.find(place).read(columns));
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
