package peftlab.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import peftlab.InputException;

/** Reads LoRA and DoRA as PEFT stores them: two small matrices for each changed module. */
final class LoraChanges {
  private static final Set<String> INITIALISATIONS = Set.of("gaussian", "eva", "orthogonal");
  private static final String RANK = "r";
  private static final String RANKS = "rank_pattern";
  private static final String ALPHA = "lora_alpha";
  private static final String ALPHAS = "alpha_pattern";

  /** PEFT's default of both. */
  private static final int DEFAULT = 8;

  private final AdapterConfig config;
  private final AdapterTensors tensors;
  private final ModuleMatcher matcher;
  private final boolean stabilised;
  private final boolean dora;

  private LoraChanges(AdapterConfig config, AdapterTensors tensors, ModuleMatcher matcher) {
    this.config = config;
    this.tensors = tensors;
    this.matcher = matcher;
    this.stabilised = config.flag("use_rslora");
    this.dora = config.flag("use_dora");
  }

  /**
   * The change of every module, by its path.
   *
   * @throws InputException where configuration and tensors contradict each other
   */
  static Map<String, LowRankChange> read(
      AdapterConfig config, AdapterTensors tensors, ModuleMatcher matcher) {
    JsonNode init = config.get("init_lora_weights");
    if (init != null && init.isTextual() && !INITIALISATIONS.contains(init.textValue())) {
      throw config.wrong(
          "init_lora_weights",
          "is \""
              + Messages.shown(init.textValue())
              + "\", expected true, false, gaussian, eva or orthogonal: most others change the base"
              + " as well");
    }
    return new LoraChanges(config, tensors, matcher).read();
  }

  /** The largest rank that a configuration names. */
  static double rank(AdapterConfig config) {
    return config.pattern(RANKS).values().stream().reduce(config.number(RANK, DEFAULT), Math::max);
  }

  private Map<String, LowRankChange> read() {
    Map<String, Double> alphas = numbers(ALPHAS, config.number(ALPHA, DEFAULT));
    Map<String, Double> ranks = numbers(RANKS, config.number(RANK, DEFAULT));
    Map<String, LowRankChange> changes = new TreeMap<>();
    for (String module : tensors.modules()) {
      LowRankChange change =
          tensors.has(module + ".lora_embedding_A")
              ? embedding(module, alphas.get(module))
              : linear(module, alphas.get(module));
      if (change.rank() != ranks.get(module)) {
        throw new InputException(
            "%s has rank %d for %s, but %s says %s"
                .formatted(
                    tensors.what(),
                    change.rank(),
                    Messages.shown(module),
                    AdapterConfig.NAME,
                    ranks.get(module)));
      }
      changes.put(module, change);
    }
    return changes;
  }

  /** A number for every module: that of the first expression which matches its path. */
  private Map<String, Double> numbers(String key, double otherwise) {
    Map<String, Double> pattern = config.pattern(key);
    Set<String> unused = new HashSet<>(pattern.keySet());
    Map<String, Double> numbers = new TreeMap<>();
    for (String module : tensors.modules()) {
      String path = tensors.path(module);
      numbers.put(module, otherwise);
      for (Map.Entry<String, Double> entry : pattern.entrySet()) {
        if (matcher.end(key, entry.getKey(), path)) {
          unused.remove(entry.getKey());
          numbers.put(module, entry.getValue());
          break;
        }
      }
    }
    for (String expression : pattern.keySet()) {
      if (unused.contains(expression)
          && tensors.modules().stream()
              .noneMatch(module -> matcher.end(key, expression, tensors.path(module)))) {
        throw config.wrong(
            key, "names " + Messages.shown(expression) + ", which is not a module of the adapter");
      }
    }
    return numbers;
  }

  private LowRankChange linear(String module, double alpha) {
    boolean bias = config.flag("lora_bias");
    tensors.allow(
        module,
        dora
            ? Set.of("lora_A.weight", "lora_B.weight", "lora_magnitude_vector")
            : bias
                ? Set.of("lora_A.weight", "lora_B.weight", "lora_B.bias")
                : Set.of("lora_A.weight", "lora_B.weight"));
    long[] a = tensors.matrix(module + ".lora_A.weight");
    long[] b = tensors.matrix(module + ".lora_B.weight");
    return new LowRankChange(
        scale(module, alpha, a[0]),
        tensors.values(module + ".lora_A.weight", a),
        tensors.values(module + ".lora_B.weight", b[0], a[0]),
        (int) a[0],
        dora ? tensors.values(module + ".lora_magnitude_vector", b[0]) : null,
        bias ? tensors.values(module + ".lora_B.bias", b[0]) : null);
  }

  /** An embedding table is [vocabulary, width]: its halves stand the other way round. */
  private LowRankChange embedding(String module, double alpha) {
    tensors.allow(module, Set.of("lora_embedding_A", "lora_embedding_B"));
    long[] a = tensors.matrix(module + ".lora_embedding_A"); // [rank, vocabulary]
    long[] b = tensors.matrix(module + ".lora_embedding_B"); // [width, rank]
    return new LowRankChange(
        scale(module, alpha, a[0]),
        transposed(tensors.values(module + ".lora_embedding_B", b[0], a[0]), (int) a[0]),
        transposed(tensors.values(module + ".lora_embedding_A", a), (int) a[1]),
        (int) a[0],
        null,
        null);
  }

  private double scale(String module, double alpha, long rank) {
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
}
