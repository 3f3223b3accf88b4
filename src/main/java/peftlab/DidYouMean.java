package peftlab;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Helps a person who mistyped a name. */
public final class DidYouMean {
  private DidYouMean() {}

  /** The nearest known names, if any is near, and then all of them, as the end of a message. */
  public static String suggest(String wrong, Collection<String> known) {
    List<String> near =
        known.stream()
            .filter(name -> distance(wrong, name) <= Math.max(2, name.length() / 3))
            .sorted(Comparator.comparingInt(name -> distance(wrong, name)))
            .limit(2)
            .toList();
    String hint = near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "? ";
    return hint + "Known: " + String.join(", ", known);
  }

  /** Levenshtein's distance, in letters, case aside. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char left = Character.toLowerCase(a.charAt(i - 1));
        char right = Character.toLowerCase(b.charAt(j - 1));
        int replaced = diagonal + (left == right ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
