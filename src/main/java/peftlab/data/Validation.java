package peftlab.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import peftlab.InputException;

/** Takes rows for choosing settings from the training rows, so that reported rows stay unseen. */
public final class Validation {
  private Validation() {}

  /**
   * Training rows in two parts, both in their old order.
   *
   * @param train what is left to train on
   * @param held what was taken for validation
   */
  public record Split(List<Row> train, List<Row> held) {}

  /**
   * Takes the same share of every class, rounded; one row of each class at least stays.
   *
   * @param share of the rows that is taken, more than 0 and less than 1
   * @param seed of the choice
   */
  public static Split split(List<Row> rows, double share, long seed) {
    if (!(share > 0 && share < 1)) {
      throw new InputException("validation share " + share + " is not between 0 and 1");
    }
    Map<String, List<Integer>> byLabel = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      byLabel.computeIfAbsent(rows.get(i).label(), label -> new ArrayList<>()).add(i);
    }
    boolean[] taken = new boolean[rows.size()];
    Random random = new Random(seed);
    for (List<Integer> ofLabel : byLabel.values()) {
      Collections.shuffle(ofLabel, random);
      int count = Math.min(ofLabel.size() - 1, (int) Math.round(share * ofLabel.size()));
      ofLabel.subList(0, count).forEach(i -> taken[i] = true);
    }
    List<Row> train = new ArrayList<>();
    List<Row> held = new ArrayList<>();
    for (int i = 0; i < taken.length; i++) {
      (taken[i] ? held : train).add(rows.get(i));
    }
    if (held.isEmpty()) {
      throw new InputException(
          rows.size() + " training rows are too few to take a share of " + share + " from");
    }
    return new Split(List.copyOf(train), List.copyOf(held));
  }
}
