package peftlab.probe;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import peftlab.InputException;
import peftlab.method.AdaptContext;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.method.Teachers;
import peftlab.nn.BertParameters;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.nn.Pooling;
import peftlab.tensor.Arena;
import peftlab.tensor.Initializer;
import peftlab.tensor.Kernels;
import peftlab.tensor.Parameter;
import peftlab.tensor.Randomness;
import peftlab.tensor.Tape;
import peftlab.tensor.backend.Backend;
import peftlab.train.Classifier;
import peftlab.train.Head;

/** One method on a small random encoder. */
final class CapabilityCheck implements AutoCloseable {
  private static final EncoderConfig SIZES =
      new EncoderConfig(2, 32, 4, 64, 64, 128, 2, 1e-12, true);
  private static final PackedTokens TOKENS =
      PackedTokens.of(
          List.of(new int[] {1, 9, 8, 2}, new int[] {1, 30, 31, 32, 5, 2}),
          List.of(new int[4], new int[] {0, 0, 0, 1, 1, 1}));

  private final Kernels kernels = Backend.FUSED.kernels(1);
  private final Arena arena = new Arena(kernels);
  private final Encoder base;
  private final Classifier classifier;

  CapabilityCheck(PeftMethod<?> method, Map<String, Object> settings, Pooling pooling) {
    try {
      base = base(pooling);
      AdaptContext context = context(base, 2);
      classifier =
          new Classifier(
              PeftMethods.adapt(method, context, Hyperparameters.resolve(method, settings)),
              pooling,
              Head.create(context, 2));
    } catch (RuntimeException e) { // a plug-in may throw anything
      close();
      throw e instanceof InputException ? e : new InputException(String.valueOf(e.getMessage()), e);
    }
  }

  private Encoder base(Pooling pooling) {
    AdaptContext making = context(null, 1);
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    EncoderConfig sizes = SIZES.withPooler(pooling == Pooling.POOLER);
    BertParameters.shapes(sizes)
        .forEach(
            (name, shape) ->
                parameters.put(name, making.createFrozen(name, Initializer.normal(0.3), shape)));
    return new Encoder(sizes, parameters);
  }

  private AdaptContext context(Encoder encoder, long seed) {
    return new AdaptContext(
        encoder,
        arena,
        new Randomness(seed),
        100,
        text -> text.chars().map(c -> c % SIZES.vocabulary()).toArray(),
        Teachers.none("a probe has no teacher"));
  }

  /** Whether a step runs and reaches everything that is trained. */
  boolean trains() {
    try (Tape tape = new Tape(arena, true, 1)) {
      tape.backward(classifier.forward(tape, TOKENS, 0).logits().crossEntropy(new int[] {0, 1}));
      return classifier.trainable().stream().allMatch(Parameter::hasGradient);
    } catch (IllegalArgumentException | InputException e) {
      return false;
    }
  }

  /** Whether hidden states are the base's before any step, but for rounding. */
  boolean startsAtBase() {
    return same(
        states(classifier.adaptation().encoder(), classifier.adaptation().hooks()),
        states(base, Hooks.NONE),
        2e-6);
  }

  /** Moves what is trained, so that the method does something. */
  void stir() {
    Random random = new Random(3);
    for (Parameter parameter : classifier.trainable()) {
      double[] values = parameter.value().toDoubles();
      parameter
          .value()
          .set(Arrays.stream(values).map(v -> v + 0.05 * random.nextGaussian()).toArray());
    }
  }

  /** Whether there is a plain encoder with the same logits. */
  boolean merges() {
    float[] unmerged = logits(classifier.adaptation().encoder(), classifier.adaptation().hooks());
    return classifier
        .adaptation()
        .merged()
        .map(merged -> same(logits(merged, Hooks.NONE), unmerged, 1e-5))
        .orElse(false);
  }

  private float[] states(Encoder encoder, Hooks hooks) {
    try (Tape tape = Tape.inference(arena)) {
      Encoder.Encoded encoded = encoder.forward(tape, TOKENS, hooks, 0);
      return encoded.hidden().select(encoded.layout().realRows()).value().toFloats();
    }
  }

  private float[] logits(Encoder encoder, Hooks hooks) {
    try (Tape tape = Tape.inference(arena)) {
      return classifier.forward(encoder, hooks, tape, TOKENS, 0).logits().value().toFloats();
    }
  }

  private static boolean same(float[] a, float[] b, double tolerance) {
    for (int i = 0; i < a.length; i++) {
      if (!(Math.abs(a[i] - b[i]) < tolerance)) {
        return false;
      }
    }
    return true;
  }

  /** Rows that are added to every sequence. */
  int extraTokens() {
    return (encoded().layout().rows() - TOKENS.count()) / TOKENS.sequences();
  }

  /** Positions that are added to every sequence. */
  int extraPositions() {
    int positions = Arrays.stream(encoded().layout().positions()).max().orElseThrow() + 1;
    return positions - TOKENS.offsets()[2] + TOKENS.offsets()[1];
  }

  private Encoder.Encoded encoded() {
    try (Tape tape = Tape.inference(arena)) {
      return classifier.forward(tape, TOKENS, 0).encoded();
    }
  }

  @Override
  public void close() {
    arena.close();
    kernels.close();
  }
}
