package peftlab.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Matrices for a test of some kernels, at odd places in their memory, filled from one seed. */
public final class KernelBench implements AutoCloseable {
  final Kernels kernels;
  public final Random random;
  private final List<Storage> storages = new ArrayList<>();

  public KernelBench(Kernels kernels, long seed) {
    this.kernels = kernels;
    this.random = new Random(seed);
  }

  /** From {@code least} to {@code most}, both included. */
  public int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** Zeros, so that what adds to its output starts from something. */
  public Matrix zeros(int rows, int columns) {
    int before = storages.size() % 3 * 5;
    Storage storage = kernels.allocate(before + (long) rows * columns + 3);
    storages.add(storage);
    Matrix matrix = new Matrix(storage, before, rows, columns);
    kernels.fill(matrix, 0);
    return matrix;
  }

  /** Standard normal values that single precision holds exactly. */
  public Matrix normal(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Matrix matrix = zeros(rows, columns);
    matrix.set(values);
    return matrix;
  }

  /** Row by row a probability distribution; one entry in three is exactly zero. */
  public Matrix distributions(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      int certain = random.nextInt(columns);
      float total = 0;
      for (int c = 0; c < columns; c++) {
        boolean zero = c != certain && random.nextInt(3) == 0;
        values[r * columns + c] = zero ? 0 : random.nextFloat() + 0.01f;
        total += values[r * columns + c];
      }
      for (int c = 0; c < columns; c++) {
        values[r * columns + c] /= total;
      }
    }
    Matrix matrix = zeros(rows, columns);
    matrix.set(values);
    return matrix;
  }

  /** A single number as a matrix. */
  Matrix number(double value) {
    Matrix matrix = zeros(1, 1);
    matrix.set(new double[] {value});
    return matrix;
  }

  Matrix copyOf(Matrix x) {
    Matrix copy = zeros(x.rows(), x.columns());
    kernels.copy(x, copy);
    return copy;
  }

  /** Row offsets of sequences whose lengths differ. */
  public int[] offsets(int sequences, int shortest, int longest) {
    int[] offsets = new int[sequences + 1];
    for (int i = 0; i < sequences; i++) {
      offsets[i + 1] = offsets[i] + between(shortest, longest);
    }
    return offsets;
  }

  /** A number of rows or columns: mostly a few, now and then enough to be shared by threads. */
  int size() {
    return random.nextInt(4) == 0 ? between(1, 3) : between(1, 70);
  }

  int oneOr(int size) {
    return random.nextBoolean() ? 1 : size;
  }

  /** Either nothing or a tenth is dropped. */
  Dropout dropout() {
    return random.nextBoolean() ? Dropout.NONE : new Dropout(0.1, random.nextInt());
  }

  /** Where a kernel that may work in place writes: x, its memory by another name, or elsewhere. */
  Matrix sameOrOther(Matrix x) {
    return switch (random.nextInt(3)) {
      case 0 -> x;
      case 1 -> x.reshaped(x.rows(), x.columns());
      default -> normal(x.rows(), x.columns());
    };
  }

  public int[] indices(int count, int below) {
    return random.ints(count, 0, below).toArray();
  }

  @Override
  public void close() {
    storages.forEach(Storage::close);
  }
}
