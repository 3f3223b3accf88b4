package peftlab.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peftlab.InputException;

/**
 * Reads a data set from a folder, as GLUE and others come in.
 *
 * <p>{@code train} is trained on; {@code dev} is reported, as is the custom with GLUE, or {@code
 * test} where there is no {@code dev}. A folder with only {@code all} is split by text hash, a
 * tenth being reported. The files end in {@code .tsv}, {@code .csv} or {@code .jsonl}. A split that
 * is sorted by label is put in the order of its text hashes, or its first rows would be of one
 * class.
 */
final class DataFolder {
  private static final List<String> ENDINGS = List.of(".tsv", ".csv", ".jsonl");

  private DataFolder() {}

  static Dataset read(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String name = last == null ? folder.toString() : last.toString();
    String metric = DataCard.find(name).map(DataCard::metric).orElse("accuracy");
    Optional<Path> train = file(folder, "train");
    Optional<Path> eval = file(folder, "dev").or(() -> file(folder, "test"));
    Optional<Path> all = file(folder, "all");
    if (train.isPresent() && eval.isPresent()) {
      List<Row> rows = RowFile.read(train.get());
      List<Row> reported = RowFile.read(eval.get(), Dataset.labels(rows));
      return Dataset.of(name, metric, mixed(rows), List.of(), mixed(reported));
    }
    if (train.isEmpty() && all.isPresent()) {
      List<List<Row>> parts = TextHash.split(RowFile.read(all.get()), 1);
      return Dataset.of(name, metric, parts.get(1), List.of(), parts.get(0));
    }
    throw new InputException(
        folder + ": no train.tsv with a dev.tsv or test.tsv, nor an all.tsv (or .csv, or .jsonl)");
  }

  private static Optional<Path> file(Path folder, String split) {
    return ENDINGS.stream()
        .map(ending -> folder.resolve(split + ending))
        .filter(Files::isRegularFile)
        .findFirst();
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
