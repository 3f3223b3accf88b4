package peftlab.methods;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftConfig;
import peftlab.method.PeftFile;
import peftlab.method.PeftFormat;
import peftlab.method.PeftModules;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Projection.Role;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;

/**
 * LoRA and DoRA in PEFT's files, which are one type there.
 *
 * @param dora which of them
 * @param written what a file says of the hyperparameters, {@link #keys} among it
 * @param reader makes the adaptation of pairs that were read
 */
record LoraFormat<H extends Record>(
    boolean dora, Function<H, Map<String, Object>> written, Reader reader)
    implements PeftFormat<H> {
  static final String DORA = "use_dora";
  static final String STABILISED = "use_rslora";
  static final String BIAS = "lora_bias";
  static final String BIASES = "bias";
  static final String MAGNITUDE = "lora_magnitude_vector";

  /** Makes an adaptation. */
  @FunctionalInterface
  interface Reader {
    /**
     * An adaptation.
     *
     * @param encoder to adapt
     * @param pairs by their modules' paths
     * @param file holds whatever else there is
     */
    Adaptation read(
        AdaptContext context, Encoder encoder, Map<String, LowRank> pairs, PeftFile file);
  }

  /** What LoRA and DoRA both write. */
  static Map<String, Object> keys(int rank, double alpha, Set<Role> targets, double dropout) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("r", rank);
    keys.put("lora_alpha", alpha);
    keys.put("lora_dropout", dropout);
    keys.put("target_modules", PeftModules.named(targets));
    keys.put(BIASES, "none");
    keys.put("fan_in_fan_out", false);
    keys.put(LoraHalves.INIT, true);
    return keys;
  }

  @Override
  public String type() {
    return "LORA";
  }

  @Override
  public boolean reads(PeftConfig config) {
    return config.flag(DORA) == dora;
  }

  @Override
  public List<String> targets() {
    return List.of("query", "value");
  }

  @Override
  public Set<String> keys() {
    return Set.of(
        "alpha_pattern",
        BIASES,
        "corda_config",
        "eva_config",
        LoraHalves.INIT,
        "lora_alpha",
        BIAS,
        "lora_dropout",
        "lora_ga_config",
        "megatron_core",
        "qalora_group_size",
        "r",
        "rank_pattern",
        DORA,
        STABILISED);
  }

  @Override
  public Set<String> tensors() {
    return Set.of(
        "lora_A.weight",
        "lora_B.weight",
        "lora_B.bias",
        MAGNITUDE,
        MAGNITUDE + ".weight",
        "lora_embedding_A",
        "lora_embedding_B");
  }

  @Override
  public Optional<Map<String, Object>> write(H hyper, EncoderConfig model) {
    Map<String, Object> keys = written.apply(hyper);
    keys.put(DORA, dora);
    return Optional.of(keys);
  }

  @Override
  public Adaptation read(AdaptContext context, PeftFile file) {
    Map<String, LowRank> pairs = LoraHalves.pairs(context, LoraHalves.read(context.base(), file));
    Encoder encoder = file.config().flag(BIAS) ? withBiases(context, file, pairs) : context.base();
    return reader.read(context, encoder, pairs, file);
  }

  /** The bias of a B half is one of its module, times the scale. */
  private Encoder withBiases(AdaptContext context, PeftFile file, Map<String, LowRank> pairs) {
    if (dora) {
      throw file.config().wrong(BIAS, "is true, which PEFT does not have with " + DORA);
    }
    return context.withChangedModules(
        context.base(),
        pairs.keySet(),
        (module, copy) -> {
          if (copy.bias() != null) {
            String name = module + ".lora_B.bias";
            float[] values = file.read(name, copy.outputs());
            Parameter bias = context.createFrozen(name, Initializer.values(values), copy.outputs());
            context.kernels().add(pairs.get(module).scale(), bias.value(), copy.bias().value());
          }
        });
  }

  @Override
  public Adaptation sum(
      AdaptContext context, List<PeftFile> files, List<Double> weights, Combination how) {
    LoraSum.check(files, how);
    List<Map<String, LoraHalves>> members =
        files.stream().map(file -> LoraHalves.read(context.base(), file)).toList();
    Map<String, LowRank> pairs = LoraHalves.pairs(context, LoraSum.of(members, weights, how));
    return reader.read(context, context.base(), pairs, files.get(0));
  }
}
