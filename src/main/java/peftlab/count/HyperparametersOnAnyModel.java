package peftlab.count;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import peftlab.Records;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.nn.Architecture;

/** Hyperparameters for models whose layers have matrices that BERT's have not. */
final class HyperparametersOnAnyModel {
  /** What the method's own checks see instead. */
  private static final Map<String, String> STANDS_FOR = Map.of("gate", "up", "qkv", "query");

  private HyperparametersOnAnyModel() {}

  /** All hyperparameters, checked by the method as if the model were a BERT. */
  static Map<String, Object> resolve(
      Architecture model, PeftMethod<?> method, Map<String, Object> settings) {
    Map<String, Object> checked = new LinkedHashMap<>(settings);
    checked.replaceAll((name, value) -> asInBert(model, value));
    Map<String, Object> all =
        new LinkedHashMap<>(Records.plain(Hyperparameters.resolve(method, checked)));
    all.putAll(settings);
    return all;
  }

  private static Object asInBert(Architecture model, Object value) {
    if (!(value instanceof Collection<?> list)) {
      return value;
    }
    return list.stream()
        .map(
            element ->
                element instanceof String name && model.matrix(name).isPresent()
                    ? STANDS_FOR.getOrDefault(name, name)
                    : element)
        .toList();
  }
}
