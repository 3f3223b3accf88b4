package peftlab.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads tab-separated rows without quoting. */
final class TsvRows {
  private TsvRows() {}

  static void read(Path path, RowFile file) {
    try (TextLines lines = new TextLines(path)) {
      String first = lines.next();
      List<String> header = first == null ? List.of() : cells(first);
      boolean cola = file.headerMayBeMissing() && Columns.isCola(header);
      Columns columns = cola ? Columns.COLA : file.columns(1, header);
      if (cola) {
        file.add(1, header, columns);
      }
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (line.isEmpty()) {
          continue;
        }
        List<String> cells = cells(line);
        if (cells.size() != columns.count()) {
          throw lines.wrong(cells.size() + " columns where " + columns.count() + " are expected");
        }
        file.add(lines.number(), cells, columns);
      }
    }
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.split("\t", -1));
  }
}
