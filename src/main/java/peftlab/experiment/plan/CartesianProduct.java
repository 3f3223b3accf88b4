package peftlab.experiment.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Combinations of the values of several axes. */
final class CartesianProduct {
  private CartesianProduct() {}

  /** The number of combinations. */
  static <K, V> double size(Map<K, List<V>> axes) {
    return axes.values().stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
  }

  /** Every way to take one value of each axis; the last axis changes fastest. */
  static <K, V> List<Map<K, V>> product(Map<K, List<V>> axes) {
    List<Map<K, V>> points = List.of(Map.of());
    for (Map.Entry<K, List<V>> axis : axes.entrySet()) {
      List<Map<K, V>> longer = new ArrayList<>();
      for (Map<K, V> point : points) {
        for (V value : axis.getValue()) {
          Map<K, V> extended = new LinkedHashMap<>(point);
          extended.put(axis.getKey(), value);
          longer.add(extended);
        }
      }
      points = longer;
    }
    return points;
  }
}
