package peftlab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peftlab.InputException;
import peftlab.metric.Metric;

/**
 * A folder that holds a data set, as GLUE and others come in.
 *
 * <p>{@code train} is trained on; {@code dev} is reported, as is the custom with GLUE, or {@code
 * test} where there is no {@code dev}. A folder with only {@code all} is split by text hash, a
 * tenth being reported. The files end in {@code .tsv}, {@code .csv} or {@code .jsonl}. A split that
 * is sorted by label is put in the order of its text hashes, or its first rows would be of one
 * class.
 *
 * @param name as tables show it
 * @param train file to train on, or to split where there is nothing to report on
 * @param eval file to report on; null where there is none
 */
record DataFolder(String name, Path train, Path eval) {
  private static final List<String> ENDINGS = List.of(".tsv", ".csv", ".jsonl");
  private static final List<String> TRAIN = List.of("train");
  private static final List<String> DEV =
      List.of("dev", "development", "eval", "val", "valid", "validation");
  private static final List<String> TEST = List.of("test");
  private static final List<String> ALL = List.of("all");
  private static final int SHOWN = 8;

  /**
   * Finds the files; reads none of them.
   *
   * @throws InputException if there is no such folder, or it does not hold what is expected
   */
  static DataFolder find(String place) {
    Path folder = DataSource.path(place);
    if (!Files.isDirectory(folder)) {
      throw unknown(place);
    }
    List<String> files = files(folder);
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String name = last == null ? place : last.toString();
    Path train = only(folder, files, TRAIN);
    Path dev = only(folder, files, DEV);
    Path eval = dev == null ? only(folder, files, TEST) : dev;
    Path all = only(folder, files, ALL);
    if (train != null && eval != null) {
      return new DataFolder(name, train, eval);
    }
    if (train == null && all != null) {
      return new DataFolder(name, all, null);
    }
    throw new InputException(
        "%s: expected train with dev (or %s) or test, or all alone, each as .tsv, .csv or .jsonl;"
                .formatted(folder, String.join(", ", DEV.subList(1, DEV.size())))
            + " found "
            + shown(files));
  }

  /**
   * The folder in {@code parent} that is called so, whatever the case, whether or not it exists.
   */
  static String named(String name, Path parent) {
    return Files.isDirectory(parent)
        ? files(parent).stream()
            .filter(name::equalsIgnoreCase)
            .findFirst()
            .map(found -> parent.resolve(found).toString())
            .orElse(parent.resolve(name).toString())
        : parent.resolve(name).toString();
  }

  /** Reads the rows; the metric is that of the data set's card, or accuracy. */
  Dataset read(ColumnChoice columns) {
    Metric metric = DataCard.find(name).map(DataCard::metric).orElse(Metric.ACCURACY);
    List<Row> rows = RowFile.read(train, columns, List.of());
    if (eval == null) {
      List<List<Row>> parts = TextHash.split(rows, 1);
      return Dataset.of(name, metric, parts.get(1), List.of(), parts.get(0));
    }
    List<Row> reported = RowFile.read(eval, columns, Dataset.labels(rows));
    return Dataset.of(name, metric, mixed(rows), List.of(), mixed(reported));
  }

  private static List<String> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new InputException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The file of a split, which has one of these names; null if there is none. */
  private static Path only(Path folder, List<String> files, List<String> splits) {
    List<String> found =
        splits.stream()
            .flatMap(split -> ENDINGS.stream().map(ending -> split + ending))
            .filter(files::contains)
            .toList();
    if (found.size() > 1) {
      throw new InputException(
          folder + ": several files fit; keep one of " + String.join(", ", found));
    }
    return found.isEmpty() ? null : folder.resolve(found.get(0));
  }

  private static String shown(List<String> files) {
    if (files.isEmpty()) {
      return "nothing";
    }
    String first = files.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return files.size() > SHOWN ? first + " and " + (files.size() - SHOWN) + " more" : first;
  }

  private static InputException unknown(String place) {
    Path name = DataSource.path(place).getFileName();
    return new InputException(
        DataCard.find(name == null ? place : name.toString())
                .map(
                    card -> place + ": no such folder; download the data set from " + card.source())
                .orElse(place + ": no such folder and no data set of that name")
            + (DataCard.find(place).isPresent()
                ? " and give the folder that it is in with --data DIR"
                : ""));
  }

  private static List<Row> mixed(List<Row> rows) {
    long runs = 1;
    for (int i = 1; i < rows.size(); i++) {
      runs += rows.get(i).label().equals(rows.get(i - 1).label()) ? 0 : 1;
    }
    boolean sorted = runs == Dataset.labels(rows).size() && runs < rows.size();
    return sorted ? TextHash.ordered(rows) : rows;
  }
}
