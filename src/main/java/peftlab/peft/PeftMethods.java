package peftlab.peft;

import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import peftlab.InputException;

/** The methods named in {@code META-INF/services/peftlab.peft.PeftMethod}, plug-ins included. */
public final class PeftMethods {
  private PeftMethods() {}

  /** All methods by id. */
  public static Map<String, PeftMethod<?>> all() {
    Map<String, PeftMethod<?>> byId = new TreeMap<>();
    try {
      for (PeftMethod<?> method : ServiceLoader.load(PeftMethod.class)) {
        PeftMethod<?> other = byId.put(method.id(), method);
        if (other != null) {
          throw new InputException(
              "two methods on the class path are called '%s': %s and %s"
                  .formatted(method.id(), other.getClass().getName(), method.getClass().getName()));
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new InputException("a method cannot be loaded, META-INF/services/" + e.getMessage(), e);
    }
    return byId;
  }

  /** The method called {@code id}. */
  public static PeftMethod<?> named(String id) {
    Map<String, PeftMethod<?>> all = all();
    PeftMethod<?> method = all.get(id);
    if (method == null) {
      throw new InputException(
          "no method is called '" + id + "'; known: " + String.join(", ", all.keySet()));
    }
    return method;
  }
}
