package peftlab.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import peftlab.InputException;
import peftlab.InputFile;

/**
 * Reads a file of labelled texts: {@code .csv}, {@code .jsonl}, and tab-separated under any other
 * name.
 *
 * <p>Columns are named {@code label}, {@code text_a} and, for pairs, {@code text_b}, as are the
 * keys of JSON Lines. Of tab-separated files, in which quotes are text like any other, GLUE's own
 * layouts of SST-2, RTE and CoLA are read too. A file is UTF-8; empty lines are skipped.
 */
public final class RowFile {
  private static final long MAX_BYTES = 1L << 30;

  private final Path path;
  private final Set<String> known;
  private final List<Row> rows = new ArrayList<>();

  private RowFile(Path path, Collection<String> known) {
    this.path = path;
    this.known = new TreeSet<>(known);
  }

  /**
   * Reads all rows of a training file.
   *
   * @throws InputException naming file and line, if a row is not what is expected
   */
  public static List<Row> read(Path path) {
    return read(path, List.of());
  }

  /**
   * Reads all rows of a file to evaluate on.
   *
   * @param labels the labels that may occur; none given for any
   * @throws InputException naming file and line, if a row is not what is expected
   */
  public static List<Row> read(Path path, Collection<String> labels) {
    RowFile file = new RowFile(path, labels);
    InputFile.check(path, MAX_BYTES);
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      CsvRows.read(path, file);
    } else if (name.endsWith(".jsonl")) {
      JsonRows.read(path, file);
    } else {
      TsvRows.read(path, file);
    }
    if (file.rows.isEmpty()) {
      throw new InputException(path + ": no rows");
    }
    return List.copyOf(file.rows);
  }

  /** Takes the cells of one row, which are as many as the columns say. */
  void add(long line, List<String> cells, Columns columns) {
    String textB = columns.textB() < 0 ? null : cells.get(columns.textB());
    Row row = new Row(cells.get(columns.textA()), textB, cells.get(columns.label()).strip());
    if (row.textA().isBlank() || (textB != null && textB.isBlank())) {
      throw wrong(line, "the text is empty");
    }
    if (row.label().isEmpty()) {
      throw wrong(line, "the label is empty");
    }
    if (!known.isEmpty() && !known.contains(row.label())) {
      throw wrong(
          line, "label " + row.label() + " does not occur in training, which has " + shown(known));
    }
    rows.add(row);
  }

  /** What to throw about a line. */
  InputException wrong(long line, String why) {
    return new InputException(path + ": line " + line + ": " + why);
  }

  private static String shown(Set<String> labels) {
    String first = String.join(", ", labels.stream().limit(10).toList());
    return labels.size() > 10 ? first + " and " + (labels.size() - 10) + " more" : first;
  }
}
