package peftlab.methods;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.StoredTensor;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * One pair of frozen random matrices for all projections, rescaled by trained vectors: {@code y + b
 * ⊙ (B (d ⊙ (A x)))} (Kopiczko et al., arXiv 2310.11454).
 *
 * <p>As in Hugging Face PEFT, A and B have the largest adapted shape, and smaller projections take
 * their first columns and rows.
 */
public final class Vera implements PeftMethod<Vera.Hyper> {
  /**
   * See {@code methods/vera.md}.
   *
   * @param rank of the random pair
   * @param targets adapted projections
   * @param dropout of the branch's input, in [0, 1)
   * @param initial first value of every element of d
   */
  public record Hyper(int rank, Set<Projection.Role> targets, double dropout, double initial) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "rank", rank);
      Require.some("targets", targets);
      Require.rate("dropout", dropout);
      Require.positive("initial", initial);
    }
  }

  /** What rescales the pair for one module. */
  record Vectors(Parameter d, Parameter b) {}

  @Override
  public String id() {
    return "vera";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(new VeraFormat());
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    int inputs = 0;
    int outputs = 0;
    Map<Projection, Vectors> vectors = new LinkedHashMap<>();
    for (Projection at : context.base().projections(hyper.targets())) {
      Linear linear = context.base().projection(at);
      inputs = Math.max(inputs, linear.inputs());
      outputs = Math.max(outputs, linear.outputs());
      Parameter d =
          context.create(
              at.path() + ".vera_lambda_d", Initializer.constant(hyper.initial()), hyper.rank());
      Parameter b =
          context.create(at.path() + ".vera_lambda_b", Initializer.zeros(), linear.outputs());
      vectors.put(at, new Vectors(d, b));
    }
    Parameter a = context.createFrozen("vera_A", kaiming(inputs), hyper.rank(), inputs);
    Parameter b = context.createFrozen("vera_B", kaiming(hyper.rank()), outputs, hyper.rank());
    return new Adapted(context, hyper.dropout(), context.base(), new Pair(a, b), vectors);
  }

  /** Kaiming uniform with gain √2: U(±√(6/inputs)). */
  private static Initializer kaiming(int inputs) {
    return Initializer.uniform(Math.sqrt(6.0 / inputs));
  }

  /**
   * The frozen random matrices.
   *
   * @param a {@code [rank, at least the inputs of every module]}
   * @param b {@code [at least the outputs of every module, rank]}
   */
  record Pair(Parameter a, Parameter b) {
    private Tensor firstColumns(Tape tape, int count) {
      return count == a.columns() ? a : tape.read(a).columnRange(0, count);
    }

    private Tensor firstRows(Tape tape, int count) {
      return count == b.rows() ? b : tape.select(IntStream.range(0, count).toArray(), b);
    }

    /** {@code W ← W + diag(b)·B·diag(d)·A}. */
    void fold(AdaptContext context, Vectors v, Parameter w) {
      context.compute(
          tape -> {
            Tensor left = tape.select(IntStream.range(0, w.rows()).toArray(), b).times(v.d());
            Tensor right = tape.read(a).columnRange(0, w.columns());
            Tensor rows = tape.read(v.b()).reshape(w.rows(), 1);
            return tape.read(w).plus(left.matmul(right).times(rows));
          },
          w);
    }
  }

  record Adapted(
      AdaptContext context,
      double dropout,
      Encoder encoder,
      Pair pair,
      Map<Projection, Vectors> vectors)
      implements Adaptation, Hooks {

    @Override
    public List<Parameter> trainable() {
      return vectors.values().stream().flatMap(v -> Stream.of(v.d(), v.b())).toList();
    }

    @Override
    public Hooks hooks() {
      return this;
    }

    @Override
    public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
      Vectors v = vectors.get(at);
      if (v == null) {
        return y;
      }
      Tape tape = x.tape();
      Tensor low = x.dropout(dropout).linear(pair.firstColumns(tape, x.columns()), null);
      return y.plus(low.times(v.d()).linear(pair.firstRows(tape, y.columns()), null).times(v.b()));
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(
          context.withChanged(
              encoder,
              vectors.keySet(),
              (at, copy) -> pair.fold(context, vectors.get(at), copy.weight())));
    }

    @Override
    public List<StoredTensor> stored() {
      List<StoredTensor> all = new ArrayList<>(LowRank.stored(trainable()));
      all.add(StoredTensor.of("base_model.vera_A", pair.a()));
      all.add(StoredTensor.of("base_model.vera_B", pair.b()));
      return all;
    }
  }
}
