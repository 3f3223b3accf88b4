package peftlab.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import peftlab.nn.Encoder;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.tensor.Arena;
import peftlab.tensor.Initializer;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;
import peftlab.tensor.MemoryCategory;
import peftlab.tensor.Parameter;
import peftlab.tensor.Randomness;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/** What a method is given to adapt a model with. */
public final class AdaptContext {
  private static final int LARGEST = 1 << 29; // elements of one tensor: 2 GiB

  private final Encoder base;
  private final Arena arena;
  private final Randomness random;
  private final int steps;
  private final Function<String, int[]> tokenIds;
  private final Teachers teachers;

  /**
   * A context.
   *
   * @param base the frozen model
   * @param arena of the trial: where new parameters live
   * @param random of the trial
   * @param steps optimizer steps that the run will make
   * @param tokenIds tokenizes a text, without special tokens
   * @param teachers train a teacher where the method wants one
   */
  public AdaptContext(
      Encoder base,
      Arena arena,
      Randomness random,
      int steps,
      Function<String, int[]> tokenIds,
      Teachers teachers) {
    this.base = base;
    this.arena = arena;
    this.random = random;
    this.steps = steps;
    this.tokenIds = tokenIds;
    this.teachers = teachers;
  }

  /** The frozen model, shared with other trials. */
  public Encoder base() {
    return base;
  }

  /** The kernels. */
  public Kernels kernels() {
    return arena.kernels();
  }

  /** The random numbers of this trial. */
  public Randomness random() {
    return random;
  }

  /** Optimizer steps that the run will make. */
  public int steps() {
    return steps;
  }

  /** The ids of a text's tokens, without special tokens. */
  public int[] tokenIds(String text) {
    return tokenIds.apply(text);
  }

  /** A model trained on the same rows with the same seed; its memory counts as the trial's. */
  public Teacher teacher(Teacher.Wanted wanted) {
    return teachers.train(wanted, arena);
  }

  /** A new trained parameter. */
  public Parameter create(String name, Initializer init, long... shape) {
    return parameter(name, init, true, shape);
  }

  /** A new parameter that is not trained, such as a shared random projection. */
  public Parameter createFrozen(String name, Initializer init, long... shape) {
    return parameter(name, init, false, shape);
  }

  private Parameter parameter(String name, Initializer init, boolean trained, long... shape) {
    double elements = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (Arrays.stream(shape).anyMatch(n -> n < 0) || elements > LARGEST) {
      throw new IllegalArgumentException(
          "%s %s would hold more than %d values".formatted(name, Arrays.toString(shape), LARGEST));
    }
    int rows = shape.length == 1 ? 1 : (int) shape[0];
    int columns = (int) shape[shape.length - 1];
    Matrix value = arena.allocate(category(trained), rows, columns);
    if (!value.isPhantom()) {
      float[] values = new float[rows * columns];
      init.fill(values, shape, random.stream(name));
      value.set(values);
    }
    return new Parameter(name, shape, value, trained);
  }

  /** Runs a computation outside training and keeps its value in {@code result}. */
  public void compute(Function<Tape, Tensor> computation, Parameter result) {
    try (Tape tape = Tape.inference(arena)) {
      kernels().copy(computation.apply(tape).value(), result.value());
    }
  }

  /** A trained copy of a parameter of the base. */
  public Parameter trainedCopy(Parameter original) {
    return copy(original, true);
  }

  private Parameter copy(Parameter original, boolean trained) {
    Matrix value = arena.allocate(category(trained), original.rows(), original.columns());
    kernels().copy(original.value(), value);
    return new Parameter(original.name(), original.shape(), value, trained);
  }

  /**
   * A plain encoder in which some projections are changed: what {@link Adaptation#merged} gives.
   *
   * @param encoder is left as it is; what the two share is never trained
   * @param change is given each place with frozen copies of its weight and bias, to overwrite
   */
  public Encoder withChanged(
      Encoder encoder, Collection<Projection> places, BiConsumer<Projection, Linear> change) {
    Map<String, Projection> byPath = new LinkedHashMap<>();
    places.forEach(at -> byPath.put(at.path(), at));
    return withChangedModules(
        encoder, byPath.keySet(), (path, copy) -> change.accept(byPath.get(path), copy));
  }

  /**
   * As {@link #withChanged}, for modules of any kind.
   *
   * @param modules their paths; the bias of one that has none, such as a table of embeddings, is
   *     null
   */
  public Encoder withChangedModules(
      Encoder encoder, Set<String> modules, BiConsumer<String, Linear> change) {
    Map<String, Parameter> copies = new HashMap<>();
    for (Parameter parameter : encoder.parameters()) {
      String name = parameter.name();
      if (parameter.trainable() || modules.contains(name.substring(0, name.lastIndexOf('.')))) {
        copies.put(name, copy(parameter, false));
      }
    }
    for (String module : modules) {
      change.accept(
          module, new Linear(copies.get(module + ".weight"), copies.get(module + ".bias")));
    }
    return encoder.with(p -> copies.getOrDefault(p.name(), p));
  }

  private static MemoryCategory category(boolean trained) {
    return trained ? MemoryCategory.TRAINED : MemoryCategory.FROZEN;
  }

  /** The base with trained copies of the parameters that {@code chosen} accepts. */
  public Retrained retrain(Predicate<Parameter> chosen) {
    List<Parameter> trained = new ArrayList<>();
    Encoder encoder =
        base.with(
            parameter -> {
              if (!chosen.test(parameter)) {
                return parameter;
              }
              Parameter copy = trainedCopy(parameter);
              trained.add(copy);
              return copy;
            });
    return new Retrained(trained.isEmpty() ? base : encoder, List.copyOf(trained));
  }

  /**
   * An encoder some of whose parameters are trained copies: an adaptation by itself.
   *
   * @param encoder to run
   * @param trainable the copies
   */
  public record Retrained(Encoder encoder, List<Parameter> trainable) implements Adaptation {
    /** It is a plain encoder already. */
    @Override
    public Optional<Encoder> merged() {
      return Optional.of(encoder);
    }
  }
}
