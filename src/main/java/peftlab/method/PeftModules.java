package peftlab.method;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import peftlab.nn.Encoder;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.nn.Projection.Role;

/**
 * What a file of PEFT changes, by the projections that an encoder's hooks reach and by the rest.
 *
 * @param encoder the base; modules that no hook reaches, such as the pooler and the embeddings, are
 *     changed copies in it
 * @param projections the changes that are left to hooks
 */
public record PeftModules<T>(Encoder encoder, Map<Projection, T> projections) {
  /**
   * Sorts the changes of modules.
   *
   * @param base the encoder to change
   * @param changes by the modules' paths
   * @param fold makes a change in a copy of a module's weight and bias
   */
  public static <T> PeftModules<T> of(
      AdaptContext context, Encoder base, Map<String, T> changes, BiConsumer<T, Linear> fold) {
    Map<Projection, T> projections = new LinkedHashMap<>();
    Map<String, T> others = new HashMap<>(changes);
    for (Projection at : base.projections(Set.of(Role.values()))) {
      T change = others.remove(at.path());
      if (change != null) {
        projections.put(at, change);
      }
    }
    Encoder encoder =
        others.isEmpty()
            ? base
            : context.withChangedModules(
                base, others.keySet(), (module, copy) -> fold.accept(others.get(module), copy));
    return new PeftModules<>(encoder, projections);
  }

  /**
   * The value of {@code target_modules} that names these projections of every layer: a list of path
   * ends; or, since {@code output.dense} would also end the attention's, a regular expression for
   * whole paths.
   */
  public static Object named(Set<Role> roles) {
    List<String> paths =
        Arrays.stream(Role.values()).filter(roles::contains).map(Role::path).toList();
    if (!roles.contains(Role.DOWN) || roles.contains(Role.OUTPUT)) {
      return paths;
    }
    return paths.stream()
        .map(path -> path.replace(".", "\\."))
        .collect(Collectors.joining("|", ".*layer\\.\\d+\\.(", ")"));
  }
}
