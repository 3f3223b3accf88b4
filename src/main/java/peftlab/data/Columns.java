package peftlab.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where in a table's lines the label and the texts stand.
 *
 * @param count columns of every line
 * @param label index of the label
 * @param textA index of the text, or of the first of a pair
 * @param textB index of the second of a pair; -1 where there is none
 */
record Columns(int count, int label, int textA, int textB) {
  /** What a header may look like, for error messages. */
  static final String EXPECTED =
      "columns label and text_a (or sentence or sentence1), for pairs also text_b (or sentence2)";

  /** CoLA in GLUE's layout, which has no header: source, label, the author's mark, sentence. */
  static final Columns COLA = new Columns(4, 1, 3, -1);

  private static final List<String> TEXT_A = List.of("text_a", "sentence", "sentence1");
  private static final List<String> TEXT_B = List.of("text_b", "sentence2");

  /** Reads them from a header, in any order; null if it is none. A column index is skipped. */
  static Columns of(List<String> header) {
    int label = header.indexOf("label");
    int textA = indexOf(header, TEXT_A);
    int textB = indexOf(header, TEXT_B);
    int index = header.indexOf("index");
    int known = 2 + (textB < 0 ? 0 : 1) + (index < 0 ? 0 : 1);
    boolean valid = label >= 0 && textA >= 0 && header.size() == known;
    return valid ? new Columns(known, label, textA, textB) : null;
  }

  /** Whether a file that starts with these cells is CoLA's. */
  static boolean isCola(List<String> first) {
    return first.size() == 4
        && Set.of("0", "1").contains(first.get(1))
        && first.get(2).chars().noneMatch(Character::isLetterOrDigit);
  }

  private static int indexOf(List<String> header, List<String> names) {
    Set<String> found = new HashSet<>(header);
    found.retainAll(names);
    return found.size() == 1 ? header.indexOf(found.iterator().next()) : -1;
  }
}
