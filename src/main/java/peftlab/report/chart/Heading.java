package peftlab.report.chart;

import java.awt.Font;
import java.util.ArrayList;
import java.util.List;

/** The top of a drawing: its title, and below it what a reader must know to read it. */
final class Heading {
  private static final int TITLE_LINE = 19;
  private static final int NOTE_LINE = 16;

  /** Characters of the longest text that is laid out whole. */
  private static final int LONGEST = 400;

  private final List<String> title;
  private final List<String> notes;

  Heading(String title, String note) {
    this.title = lines(title, Pen.TITLE, Drawing.WIDTH - 2 * Drawing.MARGIN);
    notes = lines(note, Pen.TEXT, Drawing.WIDTH - 2 * Drawing.MARGIN);
  }

  /** Where the drawing's content may begin. */
  int bottom() {
    return Drawing.MARGIN + TITLE_LINE * title.size() + NOTE_LINE * notes.size() + 6;
  }

  void paint(Pen pen) {
    double y = Drawing.MARGIN + TITLE_LINE / 2.0;
    for (String line : title) {
      pen.left(line, Drawing.MARGIN, y, Pen.TITLE, Palette.INK);
      y += TITLE_LINE;
    }
    y -= (TITLE_LINE - NOTE_LINE) / 2.0;
    for (String line : notes) {
      pen.left(line, Drawing.MARGIN, y, Pen.TEXT, Palette.MUTED);
      y += NOTE_LINE;
    }
  }

  /** Breaks {@code text} into lines of at most {@code width} points, between words if it can. */
  static List<String> lines(String text, Font font, double width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    String plain = text.replaceAll("\\p{Cntrl}+", " ").trim();
    String some = plain.length() > LONGEST ? shortened(plain, LONGEST) : plain;
    for (String word : some.split(" +", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && Pen.width(longer, font) > width) {
        lines.add(line);
        longer = word;
      }
      line = fitting(longer, font, width);
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines;
  }

  /** {@code text}, shortened in its middle if it is wider than {@code width} points. */
  static String fitting(String text, Font font, double width) {
    if (text.length() <= LONGEST && Pen.width(text, font) <= width) {
      return text;
    }
    int kept = Math.min(text.length() - 1, LONGEST);
    String shorter = shortened(text, kept);
    while (kept > 2 && Pen.width(shorter, font) > width) {
      shorter = shortened(text, --kept);
    }
    return shorter;
  }

  /** The beginning and the end, by which names tend to differ. */
  private static String shortened(String text, int kept) {
    int head = kept / 2;
    return text.substring(0, head) + "…" + text.substring(text.length() - (kept - head));
  }
}
