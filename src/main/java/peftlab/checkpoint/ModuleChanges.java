package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import peftlab.InputException;

/** Reads the adapters of PEFT that fold into the weights of single modules: LoRA and its kin. */
final class ModuleChanges {
  private static final String FEED_FORWARD = "feedforward_modules";
  private static final String A = "vera_A";
  private static final String B = "vera_B";

  private final AdapterConfig config;
  private final AdapterTensors tensors;
  private final ModuleMatcher matcher;

  private ModuleChanges(AdapterConfig config, AdapterTensors tensors, ModuleMatcher matcher) {
    this.config = config;
    this.tensors = tensors;
    this.matcher = matcher;
  }

  /**
   * The change of every module that the adapter changes, by its path; none for other types. The map
   * is the caller's.
   *
   * @param shapes of the base's tensors
   * @param pooler whether the pooler is needed
   * @throws InputException where the configuration, the tensors and the base do not fit together
   */
  static Map<String, ? extends ModuleChange> read(
      AdapterConfig config, AdapterTensors tensors, Map<String, long[]> shapes, boolean pooler) {
    Set<String> folding = Set.of("LORA", "IA3", "VERA");
    if (!folding.contains(config.type())) {
      tensors.modules().forEach(module -> tensors.allow(module, Set.of()));
      return new TreeMap<>();
    }
    for (String module : tensors.modules()) {
      long[] shape = shapes.get(module + ".weight");
      boolean matrix = shape != null && shape.length == 2;
      if (!matrix && !module.equals(BertNames.POOLER)) {
        throw new InputException(
            "the adapter changes "
                + Messages.shown(module)
                + ", which the base model does not have");
      }
    }
    ModuleMatcher matcher = new ModuleMatcher(config);
    new TargetModules(config, matcher).check(tensors, shapes, pooler);
    return switch (config.type()) {
      case "LORA" -> LoraChanges.read(config, tensors, matcher);
      case "IA3" -> new ModuleChanges(config, tensors, matcher).ia3();
      default -> new ModuleChanges(config, tensors, matcher).vera();
    };
  }

  private Map<String, ModuleChange> ia3() {
    Map<String, ModuleChange> changes = new TreeMap<>();
    for (String module : tensors.modules()) {
      tensors.allow(module, Set.of("ia3_l"));
      long[] shape = tensors.matrix(module + ".ia3_l"); // [1, inputs] or [outputs, 1]
      if (shape[0] != 1 && shape[1] != 1) {
        throw new InputException(
            "the adapter's " + Messages.shown(module) + ".ia3_l is not a vector");
      }
      boolean ofInputs = shape[0] == 1;
      if (shape[0] != shape[1] && ofInputs != feedForward(module)) {
        throw config.wrong(
            FEED_FORWARD,
            "says that %s are rescaled, but %s holds a vector for the others"
                .formatted(ofInputs ? "outputs" : "inputs", tensors.origin(module + ".ia3_l")));
      }
      changes.put(module, new RescalingChange(tensors.values(module + ".ia3_l", shape), ofInputs));
    }
    return changes;
  }

  /** As PEFT: the end of a path, even within a name, or an expression for the whole path. */
  private boolean feedForward(String module) {
    JsonNode given = config.get(FEED_FORWARD);
    String path = tensors.path(module);
    if (given == null || given.isNull()) {
      return path.endsWith("output.dense");
    }
    if (given.isTextual()) {
      return matcher.whole(FEED_FORWARD, given.textValue(), path);
    }
    for (JsonNode end : given) {
      if (path.endsWith(end.asText())) {
        return true;
      }
    }
    return false;
  }

  private Map<String, ModuleChange> vera() {
    if (!tensors.has(A) || !tensors.has(B)) {
      throw config.wrong(
          "save_projection",
          "is false: the file lacks vera_A and vera_B, which only PyTorch's own random numbers"
              + " could bring back");
    }
    long[] shape = tensors.matrix(A); // [rank, inputs]
    config.agree("r", (double) shape[0], tensors.origin(A) + " has " + shape[0] + " rows");
    float[] a = tensors.values(A, shape);
    float[] b = tensors.values(B, tensors.matrix(B)[0], shape[0]);
    Map<String, ModuleChange> changes = new TreeMap<>();
    for (String module : tensors.modules()) {
      tensors.allow(module, Set.of("vera_lambda_b", "vera_lambda_d"));
      changes.put(
          module,
          new VectorChange(
              a,
              (int) shape[1],
              b,
              tensors.values(module + ".vera_lambda_d", shape[0]),
              tensors.values(module + ".vera_lambda_b", tensors.shape(module + ".vera_lambda_b"))));
    }
    return changes;
  }
}
