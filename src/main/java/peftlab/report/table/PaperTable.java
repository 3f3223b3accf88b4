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
 * @param notes lines below the table
 */
public record PaperTable(
    String title, Table cells, List<Boolean> numeric, List<List<Mark>> marks, List<String> notes) {

  /** Collects a table row by row. */
  static final class Builder {
    private final String title;
    private final List<StringColumn> columns = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();
    private final List<List<Mark>> marks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private List<Mark> row = List.of();

    Builder(String title) {
      this.title = title;
    }

    Builder column(String name, boolean right) {
      columns.add(StringColumn.create(name));
      numeric.add(right);
      return this;
    }

    Builder row() {
      row = new ArrayList<>();
      marks.add(row);
      return this;
    }

    Builder cell(String text) {
      return cell(text, Mark.NONE);
    }

    Builder cell(String text, Mark mark) {
      columns.get(row.size()).append(text);
      row.add(mark);
      return this;
    }

    void note(String text) {
      notes.add(text);
    }

    PaperTable build() {
      return new PaperTable(
          title, Table.create(title, List.copyOf(columns)), numeric, marks, notes);
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

  /** Names of the columns. */
  public List<String> headers() {
    return cells.columnNames();
  }

  /** Number of rows. */
  public int rowCount() {
    return cells.rowCount();
  }
}
