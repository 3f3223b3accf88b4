package peftlab.data;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads comma-separated rows with a header, in which a cell may be quoted. */
final class CsvRows {
  private static final int MAX_COLUMNS = 64;
  private static final String NOT_CSV =
      "not a comma-separated row: a quote is not closed or not doubled";

  private CsvRows() {}

  static void read(Path path, RowFile file) {
    CsvParser parser = new CsvParser(settings());
    long line = 1;
    try {
      parser.beginParsing(new StringReader(text(path)));
      String[] header = parser.parseNext();
      Columns columns = file.columns(1, header == null ? List.of() : Arrays.asList(header));
      line = parser.getContext().currentLine() + 1;
      for (String[] cells = parser.parseNext(); cells != null; cells = parser.parseNext()) {
        if (cells.length != columns.count()) {
          throw file.wrong(
              line, cells.length + " columns where " + columns.count() + " are expected");
        }
        if (quotes(parser.getContext().currentParsedContent()) % 2 != 0) {
          throw file.wrong(line, NOT_CSV);
        }
        file.add(line, List.of(cells), columns);
        line = parser.getContext().currentLine() + 1;
      }
    } catch (TextParsingException e) {
      throw file.wrong(line, NOT_CSV);
    } finally {
      parser.stopParsing();
    }
  }

  private static long quotes(String content) {
    return content.chars().filter(c -> c == '"').count();
  }

  private static CsvParserSettings settings() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setMaxCharsPerColumn(TextLines.MAX_BYTES);
    settings.setMaxColumns(MAX_COLUMNS);
    settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.RAISE_ERROR);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setSkipEmptyLines(false);
    settings.setNullValue("");
    settings.setEmptyValue("");
    settings.getFormat().setLineSeparator("\n");
    settings.getFormat().setComment('\0');
    return settings;
  }

  private static String text(Path path) {
    StringBuilder text = new StringBuilder();
    try (TextLines lines = new TextLines(path)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }
}
