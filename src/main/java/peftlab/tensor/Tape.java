package peftlab.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Records the operations of one forward pass, and runs them backwards.
 *
 * <p>One tape serves one step: forward, {@link #backward}, {@link #close}. Memory comes from the
 * trial's arena and goes back as early as it can: at the end of a {@link #scope} what backward does
 * not need, during backward what has been used for the last time.
 */
public final class Tape implements AutoCloseable {
  private static final int LARGE_TABLE = 1024; // rows

  private final Arena arena;
  private final boolean training;
  private final int seed;
  private int dropouts;
  private final List<Node> nodes = new ArrayList<>();
  private final Deque<Scope> scopes = new ArrayDeque<>();
  private Matrix kept;

  /**
   * A tape that takes memory from {@code arena}.
   *
   * @param training whether gradients are recorded and dropout drops
   * @param seed of this step's dropout masks
   */
  public Tape(Arena arena, boolean training, int seed) {
    this.arena = arena;
    this.training = training;
    this.seed = seed;
    scopes.push(new Scope());
  }

  /** A tape for inference: nothing is recorded, nothing dropped. */
  public static Tape inference(Arena arena) {
    return new Tape(arena, false, 0);
  }

  /** The kernels. */
  public Kernels kernels() {
    return arena.kernels();
  }

  /** Whether gradients are recorded and dropout drops. */
  public boolean training() {
    return training;
  }

  /** The next dropout of this step, with a mask of its own. */
  public Dropout nextDropout(double rate) {
    return training && rate > 0
        ? new Dropout(rate, Dropout.hash(seed ^ Dropout.hash(++dropouts)))
        : Dropout.NONE;
  }

  /** A constant: values from outside, without a gradient. */
  public Tensor constant(int rows, int columns, float[] values) {
    Tensor t = output(take(rows, columns), false);
    t.value().set(values);
    return t;
  }

  /** Rows of several matrices stacked on top of each other: embedding, concatenation, slicing. */
  public Tensor select(int[] rows, Tensor... stack) {
    return RowOps.select(this, rows, stack);
  }

  /** A parameter as the start of a computation on this tape, sharing its values. */
  public Tensor read(Parameter parameter) {
    int[] all = new int[parameter.rows()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return select(all, parameter);
  }

  /** Everything computed until it is closed is given back then, unless kept or recorded. */
  public Scope scope() {
    Scope scope = new Scope();
    scopes.push(scope);
    return scope;
  }

  /** Memory for a result. */
  Matrix take(int rows, int columns) {
    return arena.take(rows, columns);
  }

  /** Gives back memory that no tensor owns. */
  void release(Matrix matrix) {
    arena.release(matrix);
  }

  /** A tensor that owns {@code value}. */
  Tensor output(Matrix value, boolean requiresGradient) {
    Tensor tensor = new Tensor(this, value, training && requiresGradient);
    scopes.peek().tensors.add(tensor);
    return tensor;
  }

  /**
   * Remembers how {@code output} was computed.
   *
   * @param used tensors whose values backward reads
   * @param owned matrices that backward reads and that go back afterwards
   */
  void record(Tensor output, Backward backward, List<Tensor> used, List<Matrix> owned) {
    if (!output.requiresGradient()) {
      owned.forEach(this::release);
      return;
    }
    for (Tensor t : used) {
      if (t.tape() != null) {
        t.holders++;
      }
    }
    nodes.add(new Node(output, backward, List.copyOf(used), List.copyOf(owned)));
  }

  /** Computes the gradient of {@code loss [1, 1]} with regard to every trainable parameter. */
  public void backward(Tensor loss) {
    if (loss.rows() != 1 || loss.columns() != 1) {
      throw new IllegalArgumentException("a loss is a single number, not " + loss);
    }
    if (!loss.requiresGradient()) {
      throw new IllegalArgumentException("nothing trainable lies below this loss");
    }
    Matrix one = take(1, 1);
    kernels().fill(one, 1);
    loss.gradient(one);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.remove(i);
      Matrix gradient = node.output.gradient();
      if (gradient != null) {
        node.output.gradient(null);
        kept = null;
        node.backward.run(gradient);
        if (kept != gradient) {
          release(gradient);
        }
      }
      finish(node);
    }
  }

  private void finish(Node node) {
    node.owned.forEach(this::release);
    for (Tensor t : node.used) {
      if (t.tape() != null && --t.holders == 0 && t.scopeClosed && t.hasValue()) {
        release(t.takeValue());
      }
    }
  }

  /**
   * Where a gradient of {@code input} is to be written: into {@code matrix}, as {@code result +
   * beta · matrix}.
   */
  Target target(Tensor input) {
    if (input instanceof Parameter parameter) {
      ParameterGradient gradient = parameter.storedGradient(arena);
      return new Target(gradient.matrix(), gradient.whole() ? 1 : 0);
    }
    if (input.gradient() == null) {
      input.gradient(take(input.rows(), input.columns()));
      return new Target(input.gradient(), 0);
    }
    return new Target(input.gradient(), 1);
  }

  /** A gradient of {@code input} that is ready to be added to, zero where it is new. */
  Matrix accumulator(Tensor input) {
    Target target = target(input);
    if (target.beta == 0) {
      kernels().fill(target.matrix, 0);
    }
    return target.matrix;
  }

  /** A gradient of {@code table} whose {@code rows} are ready to be added to. */
  Matrix rowAccumulator(Tensor table, int[] rows) {
    if (table instanceof Parameter parameter
        && table.rows() >= LARGE_TABLE
        && kernels().keepsGradientsByRow()) {
      ParameterGradient gradient = parameter.storedGradient(arena);
      gradient.byRow(rows);
      return gradient.matrix();
    }
    return accumulator(table);
  }

  /**
   * Makes {@code gradient}, of the node that is running, the gradient of {@code input}: without a
   * copy where it is the first and not needed elsewhere.
   */
  void pass(Matrix gradient, Tensor input) {
    if (!input.requiresGradient()) {
      return;
    }
    if (input.gradient() == null && kept == null && !(input instanceof Parameter)) {
      kept = gradient;
      input.gradient(gradient);
      return;
    }
    addTo(gradient, input);
  }

  /** Makes {@code gradient}, taken by the node that is running, the gradient of {@code input}. */
  void addOrAdopt(Matrix gradient, Tensor input) {
    if (input.gradient() == null && !(input instanceof Parameter)) {
      input.gradient(gradient);
      return;
    }
    addTo(gradient, input);
    release(gradient);
  }

  /** Adds a copy of {@code gradient} to the gradient of {@code input}. */
  void addTo(Matrix gradient, Tensor input) {
    Target target = target(input);
    if (target.beta == 0) {
      kernels().copy(gradient, target.matrix);
    } else {
      kernels().add(1, gradient, target.matrix);
    }
  }

  /** Gives everything back. */
  @Override
  public void close() {
    nodes.forEach(this::abandon);
    nodes.clear();
    while (!scopes.isEmpty()) {
      scopes.peek().close();
    }
  }

  private void abandon(Node node) {
    if (node.output.gradient() != null) {
      release(node.output.gradient());
      node.output.gradient(null);
    }
    finish(node);
  }

  /** A stretch of a forward pass whose leftovers go back when it ends. */
  public final class Scope implements AutoCloseable {
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Tensor> survivors = new ArrayList<>();

    /** Leaves {@code result} to the scope around this one. */
    public Tensor keep(Tensor result) {
      survivors.add(result);
      return result;
    }

    @Override
    public void close() {
      if (scopes.peek() != this) {
        throw new IllegalStateException("scopes end in the order opposite to their start");
      }
      scopes.pop();
      for (Tensor t : tensors) {
        if (survivors.contains(t)) {
          scopes.peek().tensors.add(t);
        } else if (t.holders == 0) {
          if (t.hasValue()) {
            release(t.takeValue());
          }
        } else {
          t.scopeClosed = true;
        }
      }
    }
  }

  /** Sends the gradient of an output on to the inputs. */
  interface Backward {
    void run(Matrix gradient);
  }

  /** {@code matrix ← result + beta · matrix}. */
  record Target(Matrix matrix, double beta) {}

  private record Node(Tensor output, Backward backward, List<Tensor> used, List<Matrix> owned) {}
}
