package peftlab.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import peftlab.InputException;

/** Four methods whose hyperparameters are those of the defaults below. */
final class FakeCatalog implements MethodCatalog {
  private static final Map<String, Map<String, Object>> DEFAULTS =
      Map.of(
          "full", Map.of(),
          "head", Map.of(),
          "bitfit", Map.of(),
          "lora", Map.of("rank", 8, "alpha", 8, "targets", List.of("query", "value")));

  @Override
  public Set<String> ids() {
    return new TreeSet<>(DEFAULTS.keySet());
  }

  @Override
  public SortedMap<String, Object> resolve(String id, Map<String, Object> given) {
    SortedMap<String, Object> all = new TreeMap<>(DEFAULTS.get(id));
    given.forEach(
        (name, value) -> {
          if (!all.containsKey(name)) {
            throw new InputException("method " + id + " has no hyperparameter '" + name + "'");
          }
          all.put(name, value);
        });
    return all;
  }

  @Override
  public Optional<Knob> knob(String id) {
    return id.equals("lora") ? Optional.of(new Knob("rank", 1, 384)) : Optional.empty();
  }
}
