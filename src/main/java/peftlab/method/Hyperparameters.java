package peftlab.method;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import peftlab.InputException;
import peftlab.Records;

/** Brings hyperparameters from outside into a method's record. */
public final class Hyperparameters {
  private Hyperparameters() {}

  /**
   * All hyperparameters of a method: its card's defaults, overridden by {@code given}.
   *
   * @throws InputException if the method has no such hyperparameter, or refuses a value
   */
  public static <H extends Record> H resolve(PeftMethod<H> method, Map<String, ?> given) {
    SortedMap<String, Object> all = new TreeMap<>();
    MethodCard.of(method).hyperparameters().forEach((name, one) -> all.put(name, one.value()));
    given.forEach(
        (name, value) -> {
          if (!all.containsKey(name)) {
            throw new InputException(
                "method '%s' has no hyperparameter '%s'; it has %s"
                    .formatted(
                        method.id(),
                        name,
                        all.isEmpty() ? "none" : String.join(", ", all.keySet())));
          }
          all.put(name, value);
        });
    try {
      return Records.read(all, method.hyperparameters());
    } catch (InputException e) {
      throw new InputException("method '" + method.id() + "': " + e.getMessage(), e);
    }
  }
}
