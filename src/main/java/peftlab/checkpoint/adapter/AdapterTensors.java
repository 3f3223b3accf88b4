package peftlab.checkpoint.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import peftlab.InputException;
import peftlab.checkpoint.BertNames;
import peftlab.checkpoint.format.RenamedTensors;
import peftlab.checkpoint.format.TensorSource;

/**
 * The tensors of an adapter file, under their names without what PEFT wraps around a model, sorted
 * into parts of changed modules and the rest, such as tensors that replace one of the base's.
 */
final class AdapterTensors extends RenamedTensors {
  private static final List<String> WRAPPERS = List.of("base_model.model.", "base_model.");
  private static final String ORIGINAL = ".original_module.";
  private final Set<String> kinds;
  private final Map<String, Set<String>> parts = new TreeMap<>();

  /**
   * Takes over a file.
   *
   * @param kinds of the method's tensors: the names of those that belong to no module, and the ends
   *     of the names of those that do
   * @param what names it in messages
   * @throws InputException where two tensors come to the same name
   */
  AdapterTensors(TensorSource stored, Set<String> kinds, String what) {
    super(stored, what, AdapterTensors::canonical, "tensor");
    this.kinds = kinds;
    for (String name : names()) {
      part(name)
          .ifPresent(
              part -> {
                String module = name.substring(0, name.length() - part.length() - 1);
                parts.computeIfAbsent(module, m -> new TreeSet<>()).add(part);
              });
    }
  }

  private static String unwrapped(String stored) {
    String name = stored;
    for (String wrapper : WRAPPERS) {
      if (name.startsWith(wrapper)) {
        name = name.substring(wrapper.length());
      }
    }
    return name;
  }

  private static String canonical(String stored) {
    String name = unwrapped(stored).replace(".base_layer.", ".");
    return BertNames.canonical(
        name.replace(".modules_to_save.default.", ".").replace(".modules_to_save.", "."));
  }

  private Optional<String> part(String name) {
    return kinds.stream().filter(part -> name.endsWith("." + part)).findFirst();
  }

  /** Paths of the changed modules. */
  Set<String> modules() {
    return parts.keySet();
  }

  /** Whether a module lies in BertForSequenceClassification or the like, below {@code bert}. */
  boolean underBert(String module) {
    String stored = storedName(module + "." + parts.get(module).iterator().next());
    return unwrapped(stored).startsWith("bert.");
  }

  /** Whether PEFT keeps a tensor although another one of the file, a trained copy, replaces it. */
  boolean isReplacedOriginal(String name) {
    return name.contains(ORIGINAL) && has(name.replace(ORIGINAL, "."));
  }

  /** A module's path in the model that PEFT adapted. */
  String path(String module) {
    return underBert(module) ? "bert." + module : module;
  }

  /** Names of the method's tensors, those that change the pooler only on request. */
  Set<String> ofMethod(boolean withPooler) {
    return names().stream()
        .filter(name -> kinds.contains(name) || part(name).isPresent())
        .filter(name -> withPooler || !name.startsWith(BertNames.POOLER + "."))
        .collect(Collectors.toSet());
  }

  /** Names of the tensors that are not the method's. */
  Set<String> others() {
    Set<String> others = new TreeSet<>(names());
    others.removeAll(ofMethod(true));
    return others;
  }

  /** The shape of a tensor that must be a matrix. */
  long[] matrix(String name) {
    long[] shape = shape(name);
    if (shape.length != 2) {
      throw new InputException(origin(name) + " has " + shape.length + " dimensions, expected two");
    }
    return shape;
  }
}
