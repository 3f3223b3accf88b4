package peftlab.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peftlab.InputException;

/**
 * The tensors of an adapter file, under their names without what PEFT wraps around a model, sorted
 * into parts of changed modules and the rest, such as tensors that replace one of the base's.
 */
final class AdapterTensors extends RenamedTensors {
  private static final List<String> WRAPPERS = List.of("base_model.model.", "base_model.");
  private static final String ORIGINAL = ".original_module.";
  private static final List<String> PARTS =
      List.of(
          "lora_A.weight",
          "lora_B.weight",
          "lora_B.bias",
          "lora_magnitude_vector",
          "lora_embedding_A",
          "lora_embedding_B",
          "ia3_l",
          "vera_lambda_b",
          "vera_lambda_d");

  private final Map<String, Set<String>> parts;

  /**
   * Takes over a file.
   *
   * @param what names it in messages
   * @throws InputException where two tensors come to the same name
   */
  AdapterTensors(TensorSource stored, String what) {
    super(stored, what, AdapterTensors::canonical, "tensor");
    parts =
        names().stream()
            .filter(name -> part(name).isPresent())
            .collect(
                Collectors.groupingBy(
                    AdapterTensors::module,
                    TreeMap::new,
                    Collectors.mapping(name -> part(name).get(), Collectors.toSet())));
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
    name = name.replace(".modules_to_save.default.", ".").replace(".modules_to_save.", ".");
    return BertNames.canonical(
        name.endsWith(".lora_magnitude_vector.weight")
            ? name.substring(0, name.length() - ".weight".length())
            : name);
  }

  private static Optional<String> part(String name) {
    return PARTS.stream().filter(part -> name.endsWith("." + part)).findFirst();
  }

  private static String module(String name) {
    return name.substring(0, name.length() - part(name).get().length() - 1);
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

  /** Names of the tensors that are no parts of changed modules. */
  Set<String> others() {
    return names().stream().filter(name -> part(name).isEmpty()).collect(Collectors.toSet());
  }

  /**
   * Refuses a module with parts that another kind of adapter has.
   *
   * @throws InputException naming such a part
   */
  void allow(String module, Set<String> allowed) {
    for (String part : parts.get(module)) {
      if (!allowed.contains(part)) {
        throw new InputException(
            origin(module + "." + part) + " does not belong into an adapter of this type");
      }
    }
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
