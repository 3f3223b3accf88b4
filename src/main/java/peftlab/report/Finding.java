package peftlab.report;

import java.util.List;
import peftlab.report.table.ExtraColumn;

/**
 * Something about a table of results that its reader has to know.
 *
 * @param text one line that names rows and values
 * @param refused whether results that differ so cannot share a table
 * @param columns that show it
 */
record Finding(String text, boolean refused, List<ExtraColumn> columns) {
  static Finding refused(String text, ExtraColumn... columns) {
    return new Finding(text, true, List.of(columns));
  }

  static Finding warning(String text, ExtraColumn... columns) {
    return new Finding(text, false, List.of(columns));
  }
}
