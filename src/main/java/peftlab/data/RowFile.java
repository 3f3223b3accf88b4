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
 * <p>Columns, or the keys of JSON Lines, are named {@code label}, {@code text_a} and, for pairs,
 * {@code text_b}, or as is common elsewhere ({@code text}, {@code premise} and {@code hypothesis},
 * …: see {@link Columns}), or a {@link ColumnChoice} says which is which. In tab-separated files
 * quotes are text like any other; CoLA is read without a header, as in GLUE. A file is UTF-8; empty
 * lines are skipped.
 */
public final class RowFile {
  static final long MAX_BYTES = 1L << 30;

  private final Path path;
  private final ColumnChoice choice;
  private final boolean labelled;
  private final Set<String> known;
  private final List<Row> rows = new ArrayList<>();

  private RowFile(Path path, ColumnChoice choice, boolean labelled, Collection<String> known) {
    this.path = path;
    this.choice = choice;
    this.labelled = labelled;
    this.known = new TreeSet<>(known);
  }

  /**
   * Reads all rows of a training file.
   *
   * @throws InputException naming file and line, if a row is not what is expected
   */
  public static List<Row> read(Path path) {
    return read(path, ColumnChoice.NONE, List.of());
  }

  /**
   * Reads all rows of a file to evaluate on.
   *
   * @param choice which columns hold what
   * @param labels the labels that may occur; none given for any
   * @throws InputException naming file and line, if a row is not what is expected
   */
  public static List<Row> read(Path path, ColumnChoice choice, Collection<String> labels) {
    return new RowFile(path, choice, true, labels).read();
  }

  /**
   * Reads all rows of a file to answer: a column of labels may be missing, and labels are null
   * then.
   *
   * @param choice which columns hold what
   * @throws InputException naming file and line, if a row is not what is expected
   */
  public static List<Row> readTexts(Path path, ColumnChoice choice) {
    return new RowFile(path, choice, false, List.of()).read();
  }

  private List<Row> read() {
    InputFile.check(path, MAX_BYTES);
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      CsvRows.read(path, this);
    } else if (name.endsWith(".jsonl")) {
      JsonRows.read(path, this);
    } else {
      TsvRows.read(path, this);
    }
    if (rows.isEmpty()) {
      throw new InputException(path + ": no rows");
    }
    return List.copyOf(rows);
  }

  /** Whether the columns of a file without a header may be known by its first line. */
  boolean headerMayBeMissing() {
    return choice.equals(ColumnChoice.NONE);
  }

  /** The columns that a header, or the keys of an object, on this line name. */
  Columns columns(long line, List<String> header) {
    try {
      return Columns.of(header, choice, labelled);
    } catch (IllegalArgumentException e) {
      throw wrong(line, e.getMessage());
    }
  }

  /** Takes the cells of one row, which are as many as the columns say. */
  void add(long line, List<String> cells, Columns columns) {
    String textB = columns.textB() < 0 ? null : cells.get(columns.textB());
    String label = columns.label() < 0 ? null : cells.get(columns.label()).strip();
    Row row = new Row(cells.get(columns.textA()), textB, label);
    if (row.textA().isBlank() || (textB != null && textB.isBlank())) {
      throw wrong(line, "the text is empty");
    }
    if (labelled && row.label().isEmpty()) {
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
