package peftlab.checkpoint.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peftlab.InputException;
import peftlab.checkpoint.BertNames;
import peftlab.checkpoint.format.Messages;

/**
 * Which modules an adapter's configuration names, read as PEFT's {@code check_target_module_exists}
 * reads it.
 */
final class TargetModules {
  private static final String TARGETS = "target_modules";
  private static final String EXCLUDED = "exclude_modules";
  private static final String SAVED = "modules_to_save";
  private static final String LAYERS = "layers_to_transform";
  private static final String LAYERS_PATTERN = "layers_pattern";
  private static final String ALL_LINEAR = "all-linear";
  private final AdapterConfig config;
  private final List<String> whenAbsent;
  private final ModuleMatcher matcher;

  /**
   * The modules of a configuration.
   *
   * @param whenAbsent ends of the paths of those that PEFT takes where it names none
   */
  TargetModules(AdapterConfig config, List<String> whenAbsent) {
    this.config = config;
    this.whenAbsent = whenAbsent;
    this.matcher = new ModuleMatcher(config);
  }

  /**
   * Checks that the file changes exactly the modules that the configuration names, and holds every
   * module that {@code modules_to_save} names.
   *
   * @param shapes of the base's tensors
   * @throws InputException naming the first module that is too many or missing
   */
  void check(AdapterTensors tensors, Map<String, long[]> shapes, boolean poolerUsed) {
    if (tensors.modules().isEmpty()) {
      throw new InputException(tensors.what() + " holds no tensors that change modules");
    }
    String prefix = tensors.modules().stream().anyMatch(tensors::underBert) ? "bert." : "";
    for (String module : tensors.modules()) {
      String path = tensors.path(module);
      if (!names(path, module)) {
        throw config.wrong(
            TARGETS, "does not name " + Messages.shown(path) + ", which the file changes");
      }
    }
    shapes.forEach(
        (tensor, shape) -> {
          String module = tensor.substring(0, tensor.lastIndexOf('.'));
          String path = prefix + module;
          boolean needed =
              tensor.endsWith(".weight")
                  && shape.length == 2
                  && (poolerUsed || !module.equals(BertNames.POOLER));
          if (needed && !tensors.modules().contains(module) && names(path, module)) {
            if (!saved(path)) {
              throw config.wrong(
                  TARGETS,
                  "names "
                      + path
                      + ", for which the file has no tensors: it is not whole, or was made for"
                      + " another model");
            }
          }
        });
  }

  /**
   * Checks that what {@code modules_to_save} names in the base is in the file.
   *
   * @throws InputException naming the first tensor that is missing
   */
  static void checkSaved(
      AdapterConfig config, AdapterTensors tensors, Map<String, long[]> shapes, boolean pooler) {
    for (String name : texts(config, SAVED)) {
      for (String tensor : shapes.keySet()) {
        boolean within = tensor.startsWith(name + ".") || tensor.contains("." + name + ".");
        boolean needed = pooler || !tensor.startsWith(BertNames.POOLER + ".");
        if (within && needed && !tensors.has(tensor)) {
          throw config.wrong(
              SAVED, "names " + Messages.shown(name) + ", but the file has no " + tensor);
        }
      }
    }
  }

  private boolean names(String path, String module) {
    return !excluded(path) && included(path, module);
  }

  private boolean included(String path, String module) {
    JsonNode targets = config.get(TARGETS);
    if (targets == null || targets.isNull()) {
      return ends(whenAbsent, path) && inLayers(path);
    }
    if (targets.isTextual()) {
      return targets.textValue().equalsIgnoreCase(ALL_LINEAR)
          ? !module.startsWith("embeddings.")
          : matcher.whole(TARGETS, targets.textValue(), path);
    }
    List<String> names = texts(config, TARGETS);
    return names.contains(path) || (ends(names, path) && inLayers(path));
  }

  private boolean excluded(String path) {
    JsonNode excluded = config.get(EXCLUDED);
    if (excluded != null && excluded.isTextual() && !excluded.textValue().isEmpty()) {
      return matcher.whole(EXCLUDED, excluded.textValue(), path);
    }
    List<String> names = texts(config, EXCLUDED);
    return names.contains(path) || ends(names, path);
  }

  private boolean saved(String path) {
    return texts(config, SAVED).stream()
        .anyMatch(
            name -> matcher.match(SAVED, "(^|.*\\.)(?:", name, ")($|\\..*)", path).isPresent());
  }

  private boolean inLayers(String path) {
    JsonNode layers = config.get(LAYERS);
    if (layers == null || layers.isNull() || (layers.isArray() && layers.isEmpty())) {
      return true;
    }
    Optional<String> index = layer(path);
    if (index.isEmpty() || index.get().length() > 9) {
      return false;
    }
    int found = Integer.parseInt(index.get());
    List<Integer> wanted = new ArrayList<>();
    (layers.isArray() ? layers : List.of(layers))
        .forEach(
            value -> {
              if (!value.canConvertToInt()) {
                throw config.wrong(LAYERS, "holds " + Messages.shown(value.toString()));
              }
              wanted.add(value.intValue());
            });
    return wanted.contains(found);
  }

  /** The number of the layer that a module lies in. */
  private Optional<String> layer(String path) {
    JsonNode pattern = config.get(LAYERS_PATTERN);
    List<String> patterns =
        pattern != null && pattern.isTextual()
            ? List.of(pattern.textValue())
            : texts(config, LAYERS_PATTERN);
    if (patterns.isEmpty() || patterns.equals(List.of(""))) {
      return matcher.match(LAYERS_PATTERN, ".*?\\.[^.]*\\.(\\d+)\\.", "", "", path);
    }
    return patterns.stream()
        .flatMap(
            name ->
                matcher
                    .match(LAYERS_PATTERN, "(?:^|.*?\\.)(?:", name, ")\\.(\\d+)\\.", path)
                    .stream())
        .findFirst();
  }

  private static boolean ends(List<String> names, String path) {
    return names.stream().anyMatch(name -> path.equals(name) || path.endsWith("." + name));
  }

  private static List<String> texts(AdapterConfig config, String key) {
    JsonNode value = config.get(key);
    List<String> texts = new ArrayList<>();
    if (value == null || value.isNull() || (value.isTextual() && value.textValue().isEmpty())) {
      return texts;
    }
    for (JsonNode text : value) {
      if (!text.isTextual()) {
        throw config.wrong(key, "holds " + Messages.shown(text.toString()) + ", expected names");
      }
      texts.add(text.textValue());
    }
    if (!value.isArray()) {
      throw config.wrong(
          key, "is " + Messages.shown(value.toString()) + ", expected a list of names");
    }
    return texts;
  }
}
