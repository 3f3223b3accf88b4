package peftlab.report.table;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** Prints a {@link PaperTable} on a terminal: aligned, and no line longer than it may be. */
public final class TextTable {
  private static final int WIDEST_CELL = 36;
  private static final String GAP = "  ";

  private final PaperTable table;
  private final int width;
  private final boolean ascii;

  private TextTable(PaperTable table, int width, boolean ascii) {
    this.table = table;
    this.width = width;
    this.ascii = ascii;
  }

  /**
   * The table as lines of text. Columns that do not fit follow below, the first ones repeated. The
   * best score of a column carries {@code *}, one tied with it {@code ~}, one that was not tested
   * against it {@code ?}.
   *
   * @param width longest line, in terminal cells
   * @param charset of the terminal: what it cannot show is written in ASCII
   */
  public static String of(PaperTable table, int width, Charset charset) {
    return new TextTable(table, width, !charset.newEncoder().canEncode("±–…─")).render();
  }

  private String render() {
    int[] widths = new int[table.headers().size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = TextWidth.of(header(column));
      for (int row = 0; row < table.rowCount(); row++) {
        widths[column] = Math.max(widths[column], TextWidth.of(cell(row, column)));
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<Integer> block : blocks(widths)) {
      if (out.length() > 0) {
        out.append('\n');
      }
      StringBuilder head = new StringBuilder();
      StringBuilder rule = new StringBuilder();
      for (int column : block) {
        pad(head, header(column), widths[column], table.numeric().get(column));
        rule.append((ascii ? "-" : "─").repeat(widths[column])).append(GAP);
      }
      line(out, head);
      line(out, rule);
      for (int row = 0; row < table.rowCount(); row++) {
        StringBuilder text = new StringBuilder();
        for (int column : block) {
          pad(text, cell(row, column), widths[column], table.numeric().get(column));
        }
        line(out, text);
      }
    }
    List<String> notes = notes();
    if (!notes.isEmpty()) {
      out.append('\n');
    }
    for (String note : notes) {
      wrap(out, plain(note));
    }
    return out.toString();
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (table.has(Mark.BEST)) {
      notes.add(
          "* best of its column"
              + (table.has(Mark.TIE)
                  ? "; ~ not significantly different from the best (p ≥ 0.05, Holm)"
                  : "")
              + (table.has(Mark.UNTESTED) ? "; ? not tested against the best." : "."));
    }
    notes.addAll(table.notes());
    return notes;
  }

  /** Columns that fit side by side; the leading text columns are in every block. */
  private List<List<Integer>> blocks(int[] widths) {
    int leading = 0;
    while (leading < widths.length - 1 && !table.numeric().get(leading)) {
      leading++;
    }
    List<List<Integer>> blocks = new ArrayList<>();
    List<Integer> block = new ArrayList<>();
    int used = 0;
    for (int column = 0; column < widths.length; column++) {
      int more = widths[column] + (block.isEmpty() ? 0 : GAP.length());
      if (column > leading && used + more > width) {
        blocks.add(block);
        block = new ArrayList<>();
        used = 0;
        for (int first = 0; first < leading; first++) {
          used += widths[first] + (first == 0 ? 0 : GAP.length());
          block.add(first);
        }
        more = widths[column] + (block.isEmpty() ? 0 : GAP.length());
      }
      block.add(column);
      used += more;
    }
    blocks.add(block);
    return blocks;
  }

  private String header(int column) {
    return TextWidth.cut(plain(table.headers().get(column)), WIDEST_CELL, ascii ? "." : "…");
  }

  private String cell(int row, int column) {
    String text = plain(table.text(row, column));
    String mark =
        switch (table.mark(row, column)) {
          case NONE -> table.numeric().get(column) && columnHasMarks(column) ? " " : "";
          case BEST -> "*";
          case TIE -> "~";
          case UNTESTED -> "?";
        };
    return TextWidth.cut(text, WIDEST_CELL - 1, ascii ? "." : "…") + mark;
  }

  private boolean columnHasMarks(int column) {
    return table.marks().stream().anyMatch(row -> row.get(column) != Mark.NONE);
  }

  private String plain(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    if (!ascii) {
      return line;
    }
    String replaced =
        line.replace("±", "+-")
            .replace('–', '-')
            .replace("…", "...")
            .replace('−', '-')
            .replace("≤", "<=");
    return replaced.replaceAll("[^\\x20-\\x7E]", "?");
  }

  private void wrap(StringBuilder out, String note) {
    StringBuilder text = new StringBuilder();
    for (String word : note.split(" ", -1)) {
      if (text.length() > 0 && TextWidth.of(text.toString()) + 1 + TextWidth.of(word) > width) {
        line(out, text);
        text = new StringBuilder();
      }
      text.append(text.length() == 0 ? "" : " ").append(TextWidth.cut(word, width, ""));
    }
    line(out, text);
  }

  private static void pad(StringBuilder out, String text, int width, boolean right) {
    String space = " ".repeat(width - TextWidth.of(text));
    out.append(right ? space + text : text + space).append(GAP);
  }

  private static void line(StringBuilder out, StringBuilder text) {
    out.append(text.toString().stripTrailing()).append('\n');
  }
}
