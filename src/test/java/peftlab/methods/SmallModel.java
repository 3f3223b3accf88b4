package peftlab.methods;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.method.Teachers;
import peftlab.nn.BertParameters;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Parameter;
import peftlab.tensor.PhantomKernels;
import peftlab.tensor.Randomness;
import peftlab.tensor.Tape;
import peftlab.tensor.cpu.FusedCpuKernels;

/** A frozen encoder and what methods need to be put around it. */
final class SmallModel implements AutoCloseable {
  /** Two layers, and no two sizes alike. */
  static final EncoderConfig SMALL = new EncoderConfig(2, 12, 3, 20, 30, 40, 2, 1e-12, false);

  private final Kernels kernels;
  private final Arena arena;
  private final Encoder encoder;

  private SmallModel(
      EncoderConfig config, Kernels kernels, BiFunction<String, long[], float[]> values) {
    this.kernels = kernels;
    this.arena = new Arena(kernels);
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    BertParameters.shapes(config)
        .forEach(
            (name, shape) -> {
              int rows = shape.length == 1 ? 1 : (int) shape[0];
              Matrix value =
                  arena.allocate(MemoryCategory.FROZEN, rows, (int) shape[shape.length - 1]);
              if (!value.isPhantom()) {
                value.set(values.apply(name, shape));
              }
              parameters.put(name, new Parameter(name, shape, value, false));
            });
    encoder = new Encoder(config, parameters);
  }

  /** Gains near 1, everything else N(0, 0.3). */
  static SmallModel random(EncoderConfig config) {
    Random random = new Random(5);
    return new SmallModel(
        config,
        new FusedCpuKernels(1),
        (name, shape) -> {
          long size = 1;
          for (long dimension : shape) {
            size *= dimension;
          }
          double mean = name.endsWith("LayerNorm.weight") ? 1 : 0;
          float[] values = new float[(int) size];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + 0.3 * random.nextGaussian());
          }
          return values;
        });
  }

  /** Given weights. */
  static SmallModel of(EncoderConfig config, BiFunction<String, long[], float[]> values) {
    return new SmallModel(config, new FusedCpuKernels(1), values);
  }

  /** Shapes without values, of any size. */
  static SmallModel phantom(EncoderConfig config) {
    return new SmallModel(config, new PhantomKernels(), (name, shape) -> new float[0]);
  }

  Encoder encoder() {
    return encoder;
  }

  Arena arena() {
    return arena;
  }

  AdaptContext context(long seed, int steps, Teachers teachers) {
    return new AdaptContext(
        encoder,
        arena,
        new Randomness(seed),
        steps,
        text -> text.chars().map(c -> Math.floorMod(c - 'a' + 4, 30)).toArray(),
        teachers);
  }

  /** A fresh adaptation of a run of 100 steps. */
  Adaptation adapt(String method, Map<String, Object> settings) {
    return adapt(PeftMethods.named(method), context(1, 100, null), settings);
  }

  static <H extends Record> Adaptation adapt(
      PeftMethod<H> method, AdaptContext context, Map<String, Object> settings) {
    return method.adapt(context, Hyperparameters.resolve(method, settings));
  }

  /** Last hidden states without dropout. */
  float[] hidden(Encoder model, Hooks hooks, PackedTokens tokens) {
    try (Tape tape = Tape.inference(arena)) {
      return model.forward(tape, tokens, hooks, 0).hidden().value().toFloats();
    }
  }

  float[] hidden(Adaptation adaptation, PackedTokens tokens) {
    return hidden(adaptation.encoder(), adaptation.hooks(), tokens);
  }

  /** A copy of the encoder with one weight replaced. */
  Encoder with(Encoder model, String name, double[] values) {
    return model.with(
        p -> {
          if (!p.name().equals(name)) {
            return p;
          }
          Matrix value = arena.allocate(MemoryCategory.FROZEN, p.rows(), p.columns());
          value.set(values);
          return new Parameter(name, p.shape(), value, false);
        });
  }

  /** Sequences of token ids, all of type 0. */
  static PackedTokens tokens(int[]... sequences) {
    List<int[]> types = java.util.Arrays.stream(sequences).map(s -> new int[s.length]).toList();
    return PackedTokens.of(List.of(sequences), types);
  }

  /** Overwrites values with N(0, deviation). */
  static void randomize(Iterable<Parameter> parameters, double deviation, long seed) {
    Random random = new Random(seed);
    for (Parameter parameter : parameters) {
      float[] values = new float[(int) parameter.count()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      parameter.value().set(values);
    }
  }

  @Override
  public void close() {
    arena.close();
    kernels.close();
  }
}
