package peftlab.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.peft.AdaptContext;
import peftlab.peft.Adaptation;
import peftlab.peft.PeftMethod;
import peftlab.peft.StoredTensor;
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

  private record Vectors(Parameter d, Parameter b) {}

  @Override
  public String id() {
    return "vera";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    int inputs = 0;
    int outputs = 0;
    Map<Projection, Vectors> vectors = new LinkedHashMap<>();
    List<Parameter> trainable = new ArrayList<>();
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
      trainable.addAll(List.of(d, b));
    }
    Parameter a = context.createFrozen("vera_A", kaiming(inputs), hyper.rank(), inputs);
    Parameter b = context.createFrozen("vera_B", kaiming(hyper.rank()), outputs, hyper.rank());
    return new Adapted(context, hyper, a, b, vectors, List.copyOf(trainable));
  }

  /** Kaiming uniform with gain √2: U(±√(6/inputs)). */
  private static Initializer kaiming(int inputs) {
    return Initializer.uniform(Math.sqrt(6.0 / inputs));
  }

  private record Adapted(
      AdaptContext context,
      Hyper hyper,
      Parameter a,
      Parameter b,
      Map<Projection, Vectors> vectors,
      List<Parameter> trainable)
      implements Adaptation {

    @Override
    public Encoder encoder() {
      return context.base();
    }

    @Override
    public Hooks hooks() {
      return new Hooks() {
        @Override
        public Tensor projected(Projection at, Tensor x, Tensor y) {
          Vectors v = vectors.get(at);
          if (v == null) {
            return y;
          }
          Tape tape = x.tape();
          Tensor low = x.dropout(hyper.dropout()).linear(firstColumns(tape, x.columns()), null);
          Tensor change = low.times(v.d()).linear(firstRows(tape, y.columns()), null).times(v.b());
          return y.plus(change);
        }
      };
    }

    private Tensor firstColumns(Tape tape, int count) {
      return count == a.columns() ? a : tape.read(a).columnRange(0, count);
    }

    private Tensor firstRows(Tape tape, int count) {
      return count == b.rows() ? b : tape.select(IntStream.range(0, count).toArray(), b);
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(
          context.withChanged(
              context.base(),
              vectors.keySet(),
              (at, copy) ->
                  context.compute(
                      tape -> sum(tape, copy.weight(), vectors.get(at)), copy.weight())));
    }

    /** {@code W + diag(b)·B·diag(d)·A}. */
    private Tensor sum(Tape tape, Parameter w, Vectors v) {
      Tensor left = tape.select(IntStream.range(0, w.rows()).toArray(), b).times(v.d());
      Tensor right = tape.read(a).columnRange(0, w.columns());
      Tensor rows = tape.read(v.b()).reshape(w.rows(), 1);
      return tape.read(w).plus(left.matmul(right).times(rows));
    }

    @Override
    public List<StoredTensor> stored() {
      List<StoredTensor> all = new ArrayList<>(LowRank.stored(trainable));
      all.add(StoredTensor.of("base_model.vera_A", a));
      all.add(StoredTensor.of("base_model.vera_B", b));
      return all;
    }
  }
}
