package peftlab.method;

import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import peftlab.InputException;

/** The methods named in {@code META-INF/services/peftlab.method.PeftMethod}, plug-ins included. */
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

  /**
   * A method's adaptation.
   *
   * @param hyper the method's own record, as {@link Hyperparameters#resolve} gives it
   * @throws InputException where its values do not fit the model, or where a plug-in hands back
   *     nothing
   */
  public static <H extends Record> Adaptation adapt(
      PeftMethod<H> method, AdaptContext context, Record hyper) {
    H own = method.hyperparameters().cast(hyper);
    return checked(method, "adapt", () -> method.adapt(context, own));
  }

  /**
   * A method's adaptation with what a file keeps of it.
   *
   * @throws InputException as {@link #adapt} does, and where the file does not fit
   */
  public static <H extends Record> Adaptation restore(
      PeftMethod<H> method, AdaptContext context, Record hyper, StoredValues stored) {
    H own = method.hyperparameters().cast(hyper);
    return checked(method, "restore", () -> method.restore(context, own, stored));
  }

  /**
   * The adaptation that a file in PEFT's format holds.
   *
   * @param method one that has such a format
   * @throws InputException where configuration, tensors and base do not fit together
   */
  public static Adaptation read(PeftMethod<?> method, AdaptContext context, PeftFile file) {
    return checked(method, "read", () -> method.peftFormat().orElseThrow().read(context, file));
  }

  /**
   * The weighted sum of several such adaptations.
   *
   * @param method of the first file
   * @throws InputException as {@link #read} does, and where PEFT would not add them
   */
  public static Adaptation sum(
      PeftMethod<?> method,
      AdaptContext context,
      List<PeftFile> files,
      List<Double> weights,
      PeftFormat.Combination how) {
    return checked(
        method, "sum", () -> method.peftFormat().orElseThrow().sum(context, files, weights, how));
  }

  private static Adaptation checked(
      PeftMethod<?> method, String what, Supplier<Adaptation> making) {
    Adaptation made;
    try {
      made = making.get();
    } catch (IllegalArgumentException e) {
      throw new InputException("method '" + method.id() + "': " + e.getMessage(), e);
    }
    require(made, method, what + "() gave null instead of an Adaptation");
    require(made.encoder(), method, "its Adaptation's encoder() is null");
    require(made.hooks(), method, "its Adaptation's hooks() is null");
    require(made.trainable(), method, "its Adaptation's trainable() is null");
    made.trainable().forEach(p -> require(p, method, "its Adaptation's trainable() holds a null"));
    return made;
  }

  private static void require(Object value, PeftMethod<?> method, String otherwise) {
    if (value == null) {
      throw new InputException(
          "method '%s' of %s: %s".formatted(method.id(), method.getClass().getName(), otherwise));
    }
  }
}
