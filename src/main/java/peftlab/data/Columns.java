package peftlab.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where in a table's lines the label and the texts stand.
 *
 * @param count columns of every line
 * @param label index of the label; -1 where there is none
 * @param textA index of the text, or of the first of a pair
 * @param textB index of the second of a pair; -1 where there is none
 */
record Columns(int count, int label, int textA, int textB) {
  /** CoLA in GLUE's layout, which has no header: source, label, the author's mark, sentence. */
  static final Columns COLA = new Columns(4, 1, 3, -1);

  private static final List<String> LABELS =
      List.of("label", "labels", "gold_label", "gold", "class", "category", "target", "intent");
  private static final List<String> TEXTS =
      List.of("text_a", "text", "sentence", "sentence1", "content", "question", "review");
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("text_a", "text_b"),
          List.of("text1", "text2"),
          List.of("sentence1", "sentence2"),
          List.of("sentence_a", "sentence_b"),
          List.of("premise", "hypothesis"),
          List.of("question", "sentence"),
          List.of("question1", "question2"));

  /** Columns that number rows; {@code unnamed: 0} is how pandas writes its own. */
  private static final Set<String> NUMBERS = Set.of("", "index", "idx", "id", "unnamed: 0");

  private static final int SHOWN = 10;
  private static final int LONGEST = 30;

  /**
   * Reads them from a header, in any order. Without a choice, only columns that number the rows may
   * be left over; where the text is chosen, any may.
   *
   * @param labelled whether there must be a label
   * @throws IllegalArgumentException with the columns found and what would be right
   */
  static Columns of(List<String> header, ColumnChoice choice, boolean labelled) {
    for (String name : choice.names()) {
      if (header.stream().filter(name::equals).count() != 1) {
        throw new IllegalArgumentException(
            "found columns " + shown(header) + ", not '" + name + "' once");
      }
    }
    List<String> names =
        header.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    int label =
        choice.label() == null ? labelOf(header, names, choice) : header.indexOf(choice.label());
    if (label < 0 && labelled) {
      throw new IllegalArgumentException(unclear(header, names, label, "label"));
    }
    if (choice.textA() != null) {
      int textB = choice.textB() == null ? -1 : header.indexOf(choice.textB());
      return new Columns(header.size(), label, header.indexOf(choice.textA()), textB);
    }
    List<Integer> left = left(names, label);
    if (left.size() == 1 && TEXTS.contains(names.get(left.get(0)))) {
      return new Columns(header.size(), label, left.get(0), -1);
    }
    for (List<String> pair : PAIRS) {
      List<Integer> places = pair.stream().map(names::indexOf).toList();
      if (left.size() == 2 && left.containsAll(places)) {
        return new Columns(header.size(), label, places.get(0), places.get(1));
      }
    }
    throw new IllegalArgumentException(unclear(header, names, label, "text"));
  }

  /** Whether a file that starts with these cells is CoLA's. */
  static boolean isCola(List<String> first) {
    return first.size() == 4
        && Set.of("0", "1").contains(first.get(1))
        && first.get(2).chars().noneMatch(Character::isLetterOrDigit);
  }

  /** The only column that is called as labels are; -1 if there is none or more than one. */
  private static int labelOf(List<String> header, List<String> names, ColumnChoice choice) {
    List<Integer> found =
        IntStream.range(0, names.size())
            .filter(i -> LABELS.contains(names.get(i)) && !choice.names().contains(header.get(i)))
            .boxed()
            .toList();
    return found.size() == 1 ? found.get(0) : -1;
  }

  /** Columns that are neither the label nor numbers of rows. */
  private static List<Integer> left(List<String> names, int label) {
    return IntStream.range(0, names.size())
        .filter(i -> i != label && !NUMBERS.contains(names.get(i)))
        .boxed()
        .toList();
  }

  private static String unclear(List<String> header, List<String> names, int label, String part) {
    String example = "text_a=NAME,label=NAME";
    List<Integer> left = left(names, label);
    if (label >= 0 && !left.isEmpty()) {
      List<String> parts = new ArrayList<>(List.of("text_a=" + header.get(left.get(0))));
      if (left.size() == 2) {
        parts.add("text_b=" + header.get(left.get(1)));
      }
      parts.add("label=" + header.get(label));
      example = String.join(",", parts);
    }
    return "found columns %s, so the %s is not clear: expected label and text, or label, text_a and text_b, or name the columns: --columns %s (in an experiment, columns: {text_a: …})"
        .formatted(shown(header), part, example);
  }

  private static String shown(List<String> header) {
    String first =
        header.stream()
            .limit(SHOWN)
            .map(name -> name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name)
            .map(name -> name.isBlank() ? "(no name)" : name)
            .collect(Collectors.joining(", "));
    return header.size() > SHOWN ? first + " and " + (header.size() - SHOWN) + " more" : first;
  }
}
