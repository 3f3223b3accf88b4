package peftlab.method;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peftlab.Records;

/** Values that a method must refuse, by the type and the name of a hyperparameter. */
final class BadSettings {
  private static final Map<String, List<Object>> BY_NAME =
      Map.of(
          "rank", List.of(0, 100_000),
          "length", List.of(0, 160, 100_000),
          "bottleneck", List.of(0),
          "alpha", List.of(0, -1),
          "dropout", List.of(-0.1, 1.0));

  private BadSettings() {}

  /** Bad values of every hyperparameter. */
  static Map<String, List<Object>> of(PeftMethod<?> method) {
    Map<String, List<Object>> bad = new LinkedHashMap<>();
    for (RecordComponent component : method.hyperparameters().getRecordComponents()) {
      String name = Records.key(component);
      List<Object> values = new ArrayList<>(byType(component.getType()));
      values.addAll(BY_NAME.getOrDefault(name, List.of()));
      if (method.id().equals("vera") && name.equals("rank")) {
        values.remove((Object) 100_000); // its random matrices may be larger than a weight
      }
      bad.put(name, values);
    }
    return bad;
  }

  private static List<Object> byType(Class<?> type) {
    if (type == int.class) {
      return Arrays.asList(-1, 1.5, "8", "many", List.of(1), null);
    }
    if (type == double.class) {
      return Arrays.asList(-1, Double.NaN, Double.POSITIVE_INFINITY, "0.1", "much", null);
    }
    if (type == boolean.class) {
      return Arrays.asList("true", "perhaps", 1, null);
    }
    if (type.isEnum()) {
      return Arrays.asList("no-such", 0, List.of(), null);
    }
    if (Collection.class.isAssignableFrom(type)) {
      return Arrays.asList(List.of("no-such"), "no-such", 3);
    }
    return List.of(List.of(), Map.of());
  }
}
