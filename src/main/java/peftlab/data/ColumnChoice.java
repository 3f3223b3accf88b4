package peftlab.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peftlab.DidYouMean;
import peftlab.InputException;

/**
 * Which columns of a file hold what, as far as a person says it; what is not said is found by the
 * columns' names.
 *
 * @param textA name of the column of the text, or of the first of a pair; null where not said
 * @param textB name of the column of the second of a pair; null where not said. Where {@code textA}
 *     is said, there is none then
 * @param label name of the column of the label; null where not said
 */
public record ColumnChoice(String textA, String textB, String label) {
  /** Says nothing. */
  public static final ColumnChoice NONE = new ColumnChoice(null, null, null);

  private static final String TEXT_A = "text_a";
  private static final String TEXT_B = "text_b";
  private static final String LABEL = "label";
  private static final List<String> PARTS = List.of(TEXT_A, TEXT_B, LABEL);

  /**
   * Takes a choice from {@code text_a}, {@code text_b} and {@code label}, each with a column's
   * name.
   *
   * @throws InputException if another part is named, one column is named twice, or the second text
   *     of a pair without the first
   */
  public static ColumnChoice of(Map<String, String> columns) {
    columns
        .keySet()
        .forEach(
            part -> {
              if (!PARTS.contains(part)) {
                throw new InputException(
                    "unknown part '" + part + "' of columns: " + DidYouMean.suggest(part, PARTS));
              }
            });
    if (columns.containsKey(TEXT_B) && !columns.containsKey(TEXT_A)) {
      throw new InputException("columns name text_b without text_a");
    }
    if (columns.values().stream().distinct().count() < columns.size()) {
      throw new InputException("columns name one column twice: " + columns);
    }
    return new ColumnChoice(columns.get(TEXT_A), columns.get(TEXT_B), columns.get(LABEL));
  }

  /**
   * Reads {@code text_a=premise,text_b=hypothesis,label=gold}.
   *
   * @throws InputException as {@link #of}, and if the text does not look so
   */
  public static ColumnChoice parse(String text) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1 || equals == part.length() - 1) {
        throw new InputException(
            "columns '" + text + "': expected text_a=NAME,label=NAME or text_a=,text_b=,label=");
      }
      String name = part.substring(0, equals).strip();
      if (columns.put(name, part.substring(equals + 1)) != null) {
        throw new InputException("columns '" + text + "' name " + name + " twice");
      }
    }
    return of(columns);
  }

  /** The names that were said, in the order of the texts and then the label. */
  List<String> names() {
    return Stream.of(textA, textB, label).filter(name -> name != null).toList();
  }

  /** Short text such as {@code premise, hypothesis, gold}; empty where nothing is said. */
  @Override
  public String toString() {
    return names().stream().collect(Collectors.joining(", "));
  }
}
