package peftlab.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A method in one of the forms that its card names.
 *
 * @param method under test
 * @param settings that differ from the defaults
 */
record Subject(PeftMethod<?> method, Map<String, Object> settings) {
  /** Ids of the methods to test, separated by commas; all if it is not set. */
  private static final String CHOSEN = "peftlab.method";

  /** Everything that the service file names, or what was asked for, in every form. */
  static List<Subject> all() {
    return all(System.getProperty(CHOSEN, ""));
  }

  static List<Subject> all(String ids) {
    List<PeftMethod<?>> methods = new ArrayList<>();
    if (ids.isBlank()) {
      methods.addAll(PeftMethods.all().values());
    } else {
      Arrays.stream(ids.split(",")).forEach(id -> methods.add(PeftMethods.named(id.strip())));
    }
    return methods.stream().flatMap(method -> of(method).stream()).toList();
  }

  /** The default form, then the variants. */
  static List<Subject> of(PeftMethod<?> method) {
    List<Subject> forms = new ArrayList<>(List.of(new Subject(method, Map.of())));
    MethodCard.of(method).variants().forEach(v -> forms.add(new Subject(method, v)));
    return forms;
  }

  MethodCard card() {
    return MethodCard.of(method);
  }

  /** The method's own record. */
  Record hyper() {
    return Hyperparameters.resolve(method, settings);
  }

  @Override
  public String toString() {
    return settings.isEmpty() ? method.id() : method.id() + " " + settings;
  }
}
