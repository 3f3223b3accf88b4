package peftlab.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import peftlab.InputException;
import peftlab.Records;

/** Four methods whose hyperparameters are those of the defaults below. */
final class FakeCatalog implements MethodCatalog {
  private static final Map<String, Record> DEFAULTS =
      Map.of(
          "full", new None(),
          "head", new None(),
          "bitfit", new None(),
          "lora", new Lora(8, 8, List.of("query", "value")));

  private record None() {}

  private record Lora(int rank, double alpha, List<String> targets) {}

  @Override
  public Set<String> ids() {
    return new TreeSet<>(DEFAULTS.keySet());
  }

  @Override
  public Record resolve(String id, Map<String, Object> given) {
    Map<String, Object> all = new TreeMap<>(Records.plain(DEFAULTS.get(id)));
    given.forEach(
        (name, value) -> {
          if (!all.containsKey(name)) {
            throw new InputException("method " + id + " has no hyperparameter '" + name + "'");
          }
        });
    return Records.with(DEFAULTS.get(id), given);
  }

  @Override
  public Optional<Knob> knob(String id) {
    return id.equals("lora") ? Optional.of(new Knob("rank", 1, 384)) : Optional.empty();
  }
}
