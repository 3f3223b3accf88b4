package peftlab.report.table;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A table for people: text cells, some of which stand out, and notes below.
 *
 * @param title what it shows
 * @param cells text, a {@link StringColumn} for each column
 * @param numeric for each column whether it is aligned right
 * @param marks for each row and column
 * @param values for each row and column the number to sort by; NaN where the text itself is
 * @param notes lines below the table
 */
public record PaperTable(
    String title,
    Table cells,
    List<Boolean> numeric,
    List<List<Mark>> marks,
    List<List<Double>> values,
    List<String> notes) {

  /** Collects a table row by row. */
  public static final class Builder {
    private final String title;
    private final List<StringColumn> columns = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();
    private final List<List<Mark>> marks = new ArrayList<>();
    private final List<List<Double>> values = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Begins a table. */
    public Builder(String title) {
      this.title = title;
    }

    /** Adds columns of words. */
    public Builder words(String... names) {
      return columns(false, names);
    }

    /** Adds columns of numbers, which are aligned right. */
    public Builder numbers(String... names) {
      return columns(true, names);
    }

    private Builder columns(boolean right, String... names) {
      for (String name : names) {
        columns.add(StringColumn.create(name));
        numeric.add(right);
      }
      return this;
    }

    /** Begins a row. */
    public Builder row() {
      marks.add(new ArrayList<>());
      values.add(new ArrayList<>());
      return this;
    }

    /** Adds a cell that is sorted by its text. */
    public Builder cell(String text) {
      return cell(text, Double.NaN, Mark.NONE);
    }

    /** Adds a cell that is sorted by {@code value}. */
    public Builder cell(String text, double value) {
      return cell(text, value, Mark.NONE);
    }

    /** Adds a cell that is sorted by {@code value} and may stand out. */
    public Builder cell(String text, double value, Mark mark) {
      List<Mark> row = marks.get(marks.size() - 1);
      columns.get(row.size()).append(text);
      row.add(mark);
      values.get(values.size() - 1).add(value);
      return this;
    }

    /** Adds a line below the table. */
    public Builder note(String text) {
      notes.add(text);
      return this;
    }

    /** Ends the table. */
    public PaperTable build() {
      return new PaperTable(
          title, Table.create(title, List.copyOf(columns)), numeric, marks, values, notes);
    }
  }

  /** The text of one cell. */
  public String text(int row, int column) {
    return cells.stringColumn(column).get(row);
  }

  /** The mark of one cell. */
  public Mark mark(int row, int column) {
    return marks.get(row).get(column);
  }

  /** Whether any cell has this mark. */
  public boolean has(Mark mark) {
    return marks.stream().anyMatch(row -> row.contains(mark));
  }

  /** The number that one cell is sorted by; NaN where its text is. */
  public double value(int row, int column) {
    return values.get(row).get(column);
  }

  /** Names of the columns. */
  public List<String> headers() {
    return cells.columnNames();
  }

  /** Number of rows. */
  public int rowCount() {
    return cells.rowCount();
  }
}
