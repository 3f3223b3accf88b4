package peftlab.methods;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftConfig;
import peftlab.method.PeftFile;
import peftlab.method.PeftFormat;
import peftlab.nn.EncoderConfig;

/**
 * Prompts and prefixes in PEFT's files: whatever made the vectors in training, a file keeps the
 * vectors themselves, one row for each virtual token.
 *
 * @param reads whether files of the type are read as this method
 * @param length number of virtual tokens
 * @param more keys that are the method's own; empty where PEFT has no such form
 * @param reader makes the adaptation of so many virtual tokens
 */
record VirtualTokens<H extends Record>(
    String type,
    boolean reads,
    ToIntFunction<H> length,
    BiFunction<H, EncoderConfig, Optional<Map<String, Object>>> more,
    Reader reader)
    implements PeftFormat<H> {
  static final String TENSOR = "prompt_embeddings";

  private static final String LENGTH = "num_virtual_tokens";
  private static final String WIDTH = "token_dim";
  private static final String LAYERS = "num_layers";
  private static final String HEADS = "num_attention_heads";
  private static final String SUBMODULES = "num_transformer_submodules";

  /** Makes an adaptation. */
  @FunctionalInterface
  interface Reader {
    /** An adaptation of so many virtual tokens. */
    Adaptation read(AdaptContext context, PeftFile file, int length);
  }

  @Override
  public boolean reads(PeftConfig config) {
    return reads;
  }

  @Override
  public List<String> targets() {
    return List.of();
  }

  @Override
  public Set<String> keys() {
    return Set.of(
        LENGTH,
        WIDTH,
        LAYERS,
        HEADS,
        SUBMODULES,
        "encoder_dropout",
        "encoder_hidden_size",
        "encoder_num_layers",
        "encoder_reparameterization_type",
        "prefix_projection",
        "prompt_tuning_init",
        "prompt_tuning_init_text",
        "tokenizer_kwargs",
        "tokenizer_name_or_path");
  }

  @Override
  public Set<String> tensors() {
    return Set.of(TENSOR);
  }

  @Override
  public Optional<Map<String, Object>> write(H hyper, EncoderConfig model) {
    return more.apply(hyper, model)
        .map(
            own -> {
              Map<String, Object> keys = new LinkedHashMap<>();
              keys.put(LENGTH, length.applyAsInt(hyper));
              keys.put(WIDTH, model.width());
              keys.put(SUBMODULES, 1);
              keys.put(HEADS, model.heads());
              keys.put(LAYERS, model.layers());
              keys.putAll(own);
              return keys;
            });
  }

  @Override
  public Adaptation read(AdaptContext context, PeftFile file) {
    EncoderConfig base = context.base().config();
    PeftConfig config = file.config();
    config.agree(LAYERS, base.layers(), "the base model has " + base.layers());
    config.agree(HEADS, base.heads(), "the base model has " + base.heads());
    config.agree(WIDTH, base.width(), "the base model has " + base.width());
    config.agree(SUBMODULES, 1, "BERT is one encoder");
    long rows = file.matrix(TENSOR)[0];
    if (config.number(LENGTH) != rows || rows > Integer.MAX_VALUE) {
      throw config.wrong(
          LENGTH,
          "is %s, but %s has %d rows".formatted(config.value(LENGTH), file.origin(TENSOR), rows));
    }
    return reader.read(context, file, (int) rows);
  }
}
