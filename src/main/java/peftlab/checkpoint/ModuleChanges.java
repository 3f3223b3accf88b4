package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import peftlab.InputException;

/** Reads the adapters of PEFT that fold into the weights of single modules: LoRA and its kin. */
final class ModuleChanges {
  private static final Set<String> INITIALISATIONS = Set.of("gaussian", "eva", "orthogonal");
  private static final List<String> UNSUPPORTED =
      List.of(
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "layer_replication",
          "loftq_config",
          "monteclora_config",
          "target_parameters",
          "trainable_token_indices",
          "use_bdlora",
          "use_qalora",
          "velora_config");

  private static final String A = "vera_A";
  private static final String B = "vera_B";

  private final AdapterConfig config;
  private final AdapterTensors tensors;

  private ModuleChanges(AdapterConfig config, AdapterTensors tensors) {
    this.config = config;
    this.tensors = tensors;
  }

  /** The change of every module that the adapter changes, by its path; none for other types. */
  static Map<String, ModuleChange> read(AdapterConfig config, AdapterTensors tensors) {
    ModuleChanges reader = new ModuleChanges(config, tensors);
    return switch (config.type()) {
      case "LORA" -> reader.lora();
      case "IA3" -> reader.ia3();
      case "VERA" -> reader.vera();
      default -> {
        tensors.modules().forEach(module -> tensors.allow(module, Set.of()));
        yield Map.of();
      }
    };
  }

  private Map<String, ModuleChange> lora() {
    UNSUPPORTED.forEach(config::refuse);
    JsonNode init = config.get("init_lora_weights");
    if (init != null && init.isTextual() && !INITIALISATIONS.contains(init.textValue())) {
      throw config.wrong(
          "init_lora_weights",
          "is \"" + Messages.shown(init.textValue()) + "\", which changes the base as well");
    }
    Map<String, Double> alphas = config.pattern("alpha_pattern");
    double alpha = config.number("lora_alpha");
    boolean stabilised = config.flag("use_rslora");
    boolean dora = config.flag("use_dora");
    Map<String, ModuleChange> changes = new TreeMap<>();
    for (String module : tensors.modules()) {
      double own =
          alphas.entrySet().stream()
              .filter(entry -> names(entry.getKey(), module))
              .findFirst()
              .map(Map.Entry::getValue)
              .orElse(alpha);
      changes.put(
          module,
          tensors.has(module + ".lora_embedding_A")
              ? embedding(module, own, stabilised)
              : linear(module, own, stabilised, dora));
    }
    return changes;
  }

  /** As PEFT: a whole path where it starts with ^, else the end of a path. */
  private static boolean names(String pattern, String module) {
    return pattern.startsWith("^")
        ? module.equals(pattern.substring(1))
        : module.equals(pattern) || module.endsWith("." + pattern);
  }

  private LowRankChange linear(String module, double alpha, boolean stabilised, boolean dora) {
    tensors.allow(
        module,
        dora
            ? Set.of("lora_A.weight", "lora_B.weight", "lora_magnitude_vector")
            : Set.of("lora_A.weight", "lora_B.weight", "lora_B.bias"));
    long[] a = tensors.matrix(module + ".lora_A.weight");
    long[] b = tensors.matrix(module + ".lora_B.weight");
    return new LowRankChange(
        scale(module, alpha, a[0], stabilised),
        tensors.values(module + ".lora_A.weight", a),
        tensors.values(module + ".lora_B.weight", b[0], a[0]),
        (int) a[0],
        dora ? tensors.values(module + ".lora_magnitude_vector", b[0]) : null,
        tensors.has(module + ".lora_B.bias")
            ? tensors.values(module + ".lora_B.bias", b[0])
            : null);
  }

  /** An embedding table is [vocabulary, width]: its halves stand the other way round. */
  private LowRankChange embedding(String module, double alpha, boolean stabilised) {
    tensors.allow(module, Set.of("lora_embedding_A", "lora_embedding_B"));
    long[] a = tensors.matrix(module + ".lora_embedding_A"); // [rank, vocabulary]
    long[] b = tensors.matrix(module + ".lora_embedding_B"); // [width, rank]
    return new LowRankChange(
        scale(module, alpha, a[0], stabilised),
        transposed(tensors.values(module + ".lora_embedding_B", b[0], a[0]), (int) a[0]),
        transposed(tensors.values(module + ".lora_embedding_A", a), (int) a[1]),
        (int) a[0],
        null,
        null);
  }

  private static double scale(String module, double alpha, long rank, boolean stabilised) {
    if (rank == 0) {
      throw new InputException("the adapter's " + Messages.shown(module) + " has rank 0");
    }
    return alpha / (stabilised ? Math.sqrt((double) rank) : (double) rank);
  }

  private static float[] transposed(float[] values, int columns) {
    float[] turned = new float[values.length];
    int rows = columns == 0 ? 0 : values.length / columns;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j * rows + i] = values[i * columns + j];
      }
    }
    return turned;
  }

  private Map<String, ModuleChange> ia3() {
    Map<String, ModuleChange> changes = new TreeMap<>();
    for (String module : tensors.modules()) {
      tensors.allow(module, Set.of("ia3_l"));
      long[] shape = tensors.matrix(module + ".ia3_l"); // [1, inputs] or [outputs, 1]
      if (shape[0] != 1 && shape[1] != 1) {
        throw new InputException("the adapter's " + Messages.shown(module) + ".ia3_l is no vector");
      }
      changes.put(
          module, new RescalingChange(tensors.values(module + ".ia3_l", shape), shape[0] == 1));
    }
    return changes;
  }

  private Map<String, ModuleChange> vera() {
    if (!tensors.has(A) || !tensors.has(B)) {
      throw config.wrong(
          "save_projection",
          "is false: the file lacks vera_A and vera_B, which only PyTorch's own random numbers"
              + " could bring back");
    }
    long[] shape = tensors.matrix(A); // [rank, inputs]
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
