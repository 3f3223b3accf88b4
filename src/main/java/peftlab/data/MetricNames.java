package peftlab.data;

import java.util.List;
import peftlab.InputException;
import peftlab.Names;

/** The measures that a task can be judged by, as cards, experiments and results name them. */
public final class MetricNames {
  /** The measure of a task that names none. */
  public static final String ACCURACY = "accuracy";

  /** F1 of the second of two classes. */
  public static final String BINARY_F1 = "binary_f1";

  /** All of them. */
  public static final List<String> ALL = List.of(ACCURACY, "macro_f1", "mcc", BINARY_F1);

  private MetricNames() {}

  /**
   * Gives back {@code name}.
   *
   * @throws InputException if no measure is called so, with the names that there are
   */
  public static String checked(String name) {
    if (!ALL.contains(name)) {
      throw new InputException("unknown metric '" + name + "': " + Names.suggest(name, ALL));
    }
    return name;
  }
}
