package peftlab.report.table;

/** How many cells of a terminal a text takes. */
final class TextWidth {
  private TextWidth() {}

  /** Cells of {@code text}: none for combining marks, two for East Asian wide characters. */
  static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  /** The longest beginning of {@code text} that fits in {@code width}, ended by {@code mark}. */
  static String cut(String text, int width, String mark) {
    if (of(text) <= width) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int room = width - of(mark);
    for (int point : text.codePoints().toArray()) {
      room -= of(point);
      if (room < 0) {
        break;
      }
      kept.appendCodePoint(point);
    }
    return kept + mark;
  }

  private static int of(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (point >= 0x1100 && point <= 0x115F)
            || (point >= 0x2E80 && point <= 0xA4CF)
            || (point >= 0xAC00 && point <= 0xD7A3)
            || (point >= 0xF900 && point <= 0xFAFF)
            || (point >= 0xFE30 && point <= 0xFE6F)
            || (point >= 0xFF00 && point <= 0xFF60)
            || (point >= 0xFFE0 && point <= 0xFFE6)
            || (point >= 0x1F300 && point <= 0x1FAFF)
            || (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
