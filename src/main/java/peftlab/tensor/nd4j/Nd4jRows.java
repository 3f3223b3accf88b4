package peftlab.tensor.nd4j;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import peftlab.tensor.Kernels;
import peftlab.tensor.Matrix;

/** Rows picked, spread and averaged by index; only the indices are looked at on the host. */
final class Nd4jRows {
  private final Nd4jOps ops;

  Nd4jRows(Nd4jOps ops) {
    this.ops = ops;
  }

  /** {@code y[i] ← table[rows[i]]}. */
  static void gather(INDArray table, INDArray rows, INDArray y) {
    Nd4jOps.execute(
        DynamicCustomOp.builder("gather")
            .addInputs(table, rows)
            .addOutputs(y)
            .addIntegerArguments(0)
            .build());
  }

  /** {@code y[i] ← table[rows[i]]}. */
  static void gather(INDArray table, int[] rows, INDArray y) {
    try (INDArray indices = Nd4j.createFromArray(rows)) {
      gather(table, indices, y);
    }
  }

  /** {@link Kernels#gatherRows}. */
  void gather(int[] rows, Matrix[] stack, INDArray y) {
    if (stack.length == 1) {
      gather(stack[0].array(), rows, y);
      return;
    }
    INDArray grouped = ops.scratch.take(y.shape());
    int[] position = new int[rows.length];
    int done = 0;
    int top = 0;
    for (Matrix matrix : stack) {
      int[] members = members(rows, top, matrix.rows());
      for (int i = 0; i < members.length; i++) {
        position[members[i]] = done + i;
      }
      if (members.length > 0) {
        INDArray part = slice(grouped, done, done + members.length);
        gather(matrix.array(), picked(rows, members, top), part);
      }
      done += members.length;
      top += matrix.rows();
    }
    gather(grouped, position, y);
  }

  /** {@link Kernels#addGatheredRows}. */
  void addGathered(int[] rows, INDArray table, INDArray y) {
    INDArray gathered = ops.scratch.take(y.shape());
    gather(table, rows, gathered);
    y.addi(gathered);
  }

  /** {@link Kernels#addScatteredRows}. */
  void addScattered(INDArray dy, int[] rows, Matrix[] stack, int[] stackRows) {
    int top = 0;
    for (int m = 0; m < stack.length; m++) {
      int[] members = stack[m] == null ? new int[0] : members(rows, top, stackRows[m]);
      if (members.length > 0) {
        INDArray part = dy;
        if (members.length < rows.length) {
          part = ops.scratch.take(members.length, dy.columns());
          gather(dy, members, part);
        }
        try (INDArray indices = Nd4j.createFromArray(picked(rows, members, top))) {
          scatterAdd(stack[m].array(), indices, part);
        }
      }
      top += stackRows[m];
    }
  }

  /** {@code table[rows[i]] ← table[rows[i]] + updates[i]}. */
  static void scatterAdd(INDArray table, INDArray rows, INDArray updates) {
    Nd4jOps.execute(
        DynamicCustomOp.builder("scatter_add")
            .addInputs(table, rows, updates)
            .addOutputs(table)
            .addBooleanArguments(true) // locked: without it, threads lose rows named twice
            .build());
  }

  /** {@link Kernels#meanRows}. */
  void mean(int[] offsets, int[] members, INDArray x, INDArray y) {
    Nd4jOps.multiply(false, shares(offsets, members, x.rows()), false, x, 1, 0, y);
  }

  /** {@link Kernels#addMeanRowsGradient}. */
  void addMeanGradient(int[] offsets, int[] members, INDArray dy, INDArray dx) {
    Nd4jOps.multiply(true, shares(offsets, members, dx.rows()), false, dy, 1, 1, dx);
  }

  /** The mean as a matrix {@code [groups, rows]}: entry (g, r) is r's share in group g. */
  private INDArray shares(int[] offsets, int[] members, int rows) {
    double[][] shares = new double[offsets.length - 1][rows];
    for (int g = 0; g < shares.length; g++) {
      for (int j = offsets[g]; j < offsets[g + 1]; j++) {
        shares[g][members[j]] += 1.0 / (offsets[g + 1] - offsets[g]);
      }
    }
    try (INDArray host = Nd4j.createFromArray(shares)) {
      return ops.scratch.take(host.shape()).assign(host);
    }
  }

  private static INDArray slice(INDArray x, int from, int to) {
    return x.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  private static int[] members(int[] rows, int top, int count) {
    return IntStream.range(0, rows.length)
        .filter(i -> rows[i] >= top && rows[i] < top + count)
        .toArray();
  }

  private static int[] picked(int[] rows, int[] members, int top) {
    return IntStream.of(members).map(i -> rows[i] - top).toArray();
  }
}
