package peftlab.count;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.InputException;
import peftlab.nn.Architecture;
import peftlab.nn.Architecture.Dense;
import peftlab.nn.EncoderConfig;

/** The shapes of models, by name or from a {@code config.json}; no weights are needed. */
public final class Architectures {
  private static final double EPSILON = 1e-12;
  private static final Map<String, Architecture> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("minilm", bert(6, 384, 12, 1536, 30522, 512, 2, false));
    KNOWN.put("bge-small", bert(12, 384, 12, 1536, 30522, 512, 2, false));
    KNOWN.put("e5-small", bert(12, 384, 12, 1536, 30522, 512, 2, false));
    KNOWN.put("bert-base", bert(12, 768, 12, 3072, 30522, 512, 2, true));
    KNOWN.put("bert-large", bert(24, 1024, 16, 4096, 30522, 512, 2, true));
    KNOWN.put("roberta-base", bert(12, 768, 12, 3072, 50265, 514, 1, true));
    KNOWN.put("roberta-large", bert(24, 1024, 16, 4096, 50265, 514, 1, true));
    KNOWN.put("gpt2", gpt(12, 768, 12, 3072, 50257, 1024));
    KNOWN.put("gpt2-medium", gpt(24, 1024, 16, 4096, 50257, 1024));
    KNOWN.put("gpt2-large", gpt(36, 1280, 20, 5120, 50257, 1024));
    KNOWN.put("gpt3-175b", gpt(96, 12288, 96, 49152, 50257, 2048));
    KNOWN.put("llama-7b", llama(32, 4096, 32, 4096, 4096, 11008, 32000, 2048, Biases.NONE, false));
    KNOWN.put(
        "llama3.2-3b", llama(28, 3072, 24, 3072, 1024, 8192, 128256, 131072, Biases.NONE, true));
    KNOWN.put(
        "llama3-8b", llama(32, 4096, 32, 4096, 1024, 14336, 128256, 8192, Biases.NONE, false));
  }

  /** The projections of a LLaMA's attention that have biases. */
  enum Biases {
    /** None, as in LLaMA. */
    NONE,
    /** Query, key and value, as in Qwen 2. */
    INPUTS,
    /** All four, as {@code attention_bias} says. */
    ATTENTION
  }

  private Architectures() {}

  /** The names that {@link #open} takes. */
  public static Set<String> names() {
    return KNOWN.keySet();
  }

  /**
   * The shapes of a named model, or of the {@code config.json} that a path leads to.
   *
   * @throws InputException where there is neither, or the file describes something else
   */
  public static Architecture open(String nameOrPath) {
    Architecture known = KNOWN.get(nameOrPath);
    if (known != null) {
      return known;
    }
    return file(nameOrPath)
        .map(ConfigJson::read)
        .orElseThrow(
            () ->
                new InputException(
                    "unknown model '%s': neither a folder with a config.json nor one of %s"
                        .formatted(nameOrPath, String.join(", ", KNOWN.keySet()))));
  }

  private static Optional<Path> file(String text) {
    try {
      Path path = Path.of(text);
      Path file = Files.isDirectory(path) ? path.resolve("config.json") : path;
      return Files.exists(path) ? Optional.of(file) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** BERT and RoBERTa: post-norm encoders with biases everywhere. */
  static Architecture bert(
      int layers,
      int width,
      int heads,
      int feedForward,
      int vocabulary,
      int positions,
      int types,
      boolean pooler) {
    return Architecture.of(
        new EncoderConfig(
            layers, width, heads, feedForward, vocabulary, positions, types, EPSILON, pooler));
  }

  /** GPT-2 and GPT-3: fused query, key and value; biases everywhere, 11 widths of them a layer. */
  static Architecture gpt(
      int layers, int width, int heads, int feedForward, int vocabulary, int positions) {
    return new Architecture(
        layers,
        width,
        heads,
        width,
        vocabulary,
        positions,
        0,
        List.of(
            new Dense("query", width, width, true),
            new Dense("key", width, width, true),
            new Dense("value", width, width, true),
            new Dense("output", width, width, true),
            new Dense("up", width, feedForward, true),
            new Dense("down", feedForward, width, true)),
        true,
        true,
        false,
        positions,
        Optional.empty());
  }

  /**
   * LLaMA and its kind: rotary positions, gated feed-forward, scales without biases in norms.
   *
   * @param queryWidth of queries: heads times their size
   * @param keyWidth of keys and values, which several query heads may share
   * @param biases which projections of the attention have biases
   * @param tied whether input and output share one embedding table
   */
  static Architecture llama(
      int layers,
      int width,
      int heads,
      int queryWidth,
      int keyWidth,
      int feedForward,
      int vocabulary,
      int longest,
      Biases biases,
      boolean tied) {
    List<Dense> matrices = new ArrayList<>();
    matrices.add(new Dense("query", width, queryWidth, biases != Biases.NONE));
    matrices.add(new Dense("key", width, keyWidth, biases != Biases.NONE));
    matrices.add(new Dense("value", width, keyWidth, biases != Biases.NONE));
    matrices.add(new Dense("output", queryWidth, width, biases == Biases.ATTENTION));
    matrices.add(new Dense("gate", width, feedForward, false));
    matrices.add(new Dense("up", width, feedForward, false));
    matrices.add(new Dense("down", feedForward, width, false));
    return new Architecture(
        layers,
        width,
        heads,
        keyWidth,
        vocabulary,
        0,
        0,
        List.copyOf(matrices),
        false,
        false,
        !tied,
        longest,
        Optional.empty());
  }
}
