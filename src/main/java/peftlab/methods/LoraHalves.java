package peftlab.methods;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import peftlab.InputException;
import peftlab.method.AdaptContext;
import peftlab.method.PeftConfig;
import peftlab.method.PeftFile;
import peftlab.nn.Encoder;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;

/**
 * The two halves of a LoRA as PEFT stores them for one module: {@code W + scale·B·A}.
 *
 * @param scale of the product
 * @param rank of the product
 * @param a {@code [rank, inputs]}
 * @param b {@code [outputs, rank]}
 */
@SuppressWarnings("ArrayRecordComponent") // copied into parameters, never compared
record LoraHalves(double scale, int rank, float[] a, float[] b) {
  static final String INIT = "init_lora_weights";

  private static final Set<String> INITIALISATIONS = Set.of("gaussian", "eva", "orthogonal");
  private static final String RANK = "r";
  private static final String RANKS = "rank_pattern";

  /** PEFT's default of rank and alpha. */
  private static final int DEFAULT = 8;

  /**
   * The halves of every module, by its path.
   *
   * @throws InputException where configuration and tensors contradict each other
   */
  static Map<String, LoraHalves> read(Encoder base, PeftFile file) {
    PeftConfig config = file.config();
    if (config.value(INIT) instanceof String init && !INITIALISATIONS.contains(init)) {
      throw config.wrong(
          INIT,
          "is \""
              + init
              + "\", expected true, false, gaussian, eva or orthogonal: most others change the base"
              + " as well");
    }
    Map<String, Double> alphas =
        file.numbers("alpha_pattern", config.number("lora_alpha", DEFAULT));
    Map<String, Double> ranks = file.numbers(RANKS, config.number(RANK, DEFAULT));
    Map<String, LoraHalves> all = new TreeMap<>();
    for (String module : file.modules()) {
      boolean table = file.has(module + ".lora_embedding_A");
      String a = module + (table ? ".lora_embedding_A" : ".lora_A.weight");
      long rank = file.matrix(a)[0];
      if (rank < 1 || rank != ranks.get(module)) {
        throw new InputException(
            "%s has rank %d, but adapter_config.json says %s"
                .formatted(file.origin(a), rank, ranks.get(module)));
      }
      double root = config.flag(LoraFormat.STABILISED) ? Math.sqrt((double) rank) : (double) rank;
      Parameter weight = base.parameter(module + ".weight");
      double scale = alphas.get(module) / root;
      all.put(
          module,
          table
              ? ofTable(file, module, scale, (int) rank, weight)
              : new LoraHalves(
                  scale,
                  (int) rank,
                  file.read(a, rank, weight.columns()),
                  file.read(module + ".lora_B.weight", weight.rows(), rank)));
    }
    return all;
  }

  /** A table of embeddings is {@code [rows, width]}: its halves stand the other way round. */
  private static LoraHalves ofTable(
      PeftFile file, String module, double scale, int rank, Parameter table) {
    float[] a = file.read(module + ".lora_embedding_A", rank, table.rows());
    float[] b = file.read(module + ".lora_embedding_B", table.columns(), rank);
    return new LoraHalves(scale, rank, transposed(b, rank), transposed(a, table.rows()));
  }

  private static float[] transposed(float[] values, int columns) {
    float[] turned = new float[values.length];
    int rows = values.length / columns;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j * rows + i] = values[i * columns + j];
      }
    }
    return turned;
  }

  /** The largest rank that a configuration names. */
  static double largestRank(PeftConfig config) {
    return config.pattern(RANKS).values().stream().reduce(config.number(RANK, DEFAULT), Math::max);
  }

  /** All halves as parameters of an adaptation. */
  static Map<String, LowRank> pairs(AdaptContext context, Map<String, LoraHalves> halves) {
    Map<String, LowRank> pairs = new TreeMap<>();
    halves.forEach(
        (module, half) ->
            pairs.put(
                module,
                new LowRank(
                    context.create(
                        module + ".lora_A.weight",
                        Initializer.values(half.a),
                        half.rank,
                        half.a.length / half.rank),
                    context.create(
                        module + ".lora_B.weight",
                        Initializer.values(half.b),
                        half.b.length / half.rank,
                        half.rank),
                    half.scale)));
    return pairs;
  }
}
