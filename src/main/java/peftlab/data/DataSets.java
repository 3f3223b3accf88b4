package peftlab.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import peftlab.InputException;

/**
 * Finds data sets by what experiments and the command line call them: {@code wordnet}, the path of
 * a folder, or {@code file:TRAIN,EVAL}.
 */
public final class DataSets {
  private static final String FILES = "file:";

  private DataSets() {}

  /**
   * Reads a data set.
   *
   * @throws InputException if nothing is found under this name, or what is found cannot be read
   */
  public static Dataset resolve(String name) {
    if (name.equals("wordnet")) {
      return WordNet.load();
    }
    if (name.startsWith(FILES)) {
      String[] paths = name.substring(FILES.length()).split(",", -1);
      if (paths.length != 2) {
        throw new InputException(name + ": file:TRAIN,EVAL is expected, with two paths");
      }
      return files(path(paths[0]), path(paths[1]));
    }
    Path folder = path(name);
    if (!Files.isDirectory(folder)) {
      throw unknown(name);
    }
    return DataFolder.read(folder);
  }

  /** Reads a data set from two files, whose rows keep their order; its metric is accuracy. */
  private static Dataset files(Path train, Path eval) {
    List<Row> rows = RowFile.read(train);
    List<Row> reported = RowFile.read(eval, Dataset.labels(rows));
    String name = train.getFileName().toString();
    return Dataset.of(name, "accuracy", rows, List.of(), reported);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InputException(text + ": not a path: " + e.getReason(), e);
    }
  }

  private static InputException unknown(String name) {
    return new InputException(
        DataCard.find(name)
            .map(card -> name + ": no such folder; the data set is to be had from " + card.source())
            .orElse(
                name
                    + ": no such data set; known are wordnet, folders with train.tsv and dev.tsv or"
                    + " test.tsv, and file:TRAIN,EVAL"));
  }
}
