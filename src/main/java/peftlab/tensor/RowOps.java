package peftlab.tensor;

import java.util.List;

/** Moving rows and columns about, and the gradients of that. */
final class RowOps {
  private RowOps() {}

  static Tensor select(Tape tape, int[] rows, Tensor... stack) {
    if (tape == null) {
      throw new IllegalArgumentException("start from Tape.read: a parameter has no tape");
    }
    int columns = stack[0].columns();
    Matrix[] values = new Matrix[stack.length];
    int[] counts = new int[stack.length];
    boolean moves = false;
    int total = 0;
    for (int i = 0; i < stack.length; i++) {
      LinearOps.check(stack[i].columns() == columns, "select", stack[0], stack[i]);
      values[i] = stack[i].value();
      counts[i] = stack[i].rows();
      total += counts[i];
      moves |= stack[i].requiresGradient();
    }
    for (int row : rows) {
      if (row < 0 || row >= total) {
        throw new IllegalArgumentException("row " + row + " is outside 0.." + (total - 1));
      }
    }
    Matrix y = tape.take(rows.length, columns);
    tape.kernels().gatherRows(rows, values, y);
    Tensor output = tape.output(y, moves);
    tape.record(
        output,
        dy -> {
          Matrix[] gradients = new Matrix[stack.length];
          for (int i = 0; i < stack.length; i++) {
            gradients[i] = gradient(tape, stack, i, rows);
          }
          tape.kernels().addScatteredRows(dy, rows, gradients, counts);
        },
        List.of(),
        List.of());
    return output;
  }

  private static Matrix gradient(Tape tape, Tensor[] stack, int i, int[] rows) {
    if (!stack[i].requiresGradient()) {
      return null;
    }
    return stack.length == 1 ? tape.rowAccumulator(stack[i], rows) : tape.accumulator(stack[i]);
  }

  static Tensor plusRows(Tensor x, int[] rows, Tensor table) {
    Tape tape = x.tape();
    boolean moves = x.requiresGradient() || table.requiresGradient();
    Matrix y = ElementwiseOps.reuse(tape, x);
    tape.kernels().addGatheredRows(rows, table.value(), y);
    Tensor output = tape.output(y, moves);
    tape.record(
        output,
        dy -> {
          if (table.requiresGradient()) {
            tape.kernels()
                .addScatteredRows(
                    dy,
                    rows,
                    new Matrix[] {tape.rowAccumulator(table, rows)},
                    new int[] {table.rows()});
          }
          tape.pass(dy, x);
        },
        List.of(),
        List.of());
    return output;
  }

  static Tensor columns(Tensor x, int from, int to) {
    if (from < 0 || to > x.columns() || from > to) {
      throw new IllegalArgumentException("columns " + from + ".." + to + " of " + x);
    }
    Tape tape = x.tape();
    Matrix y = tape.take(x.rows(), to - from);
    tape.kernels().copyColumns(x.value(), from, y);
    Tensor output = tape.output(y, x.requiresGradient());
    tape.record(
        output,
        dy -> tape.kernels().addColumns(dy, from, tape.accumulator(x)),
        List.of(),
        List.of());
    return output;
  }

  static Tensor meanRows(Tensor x, int[] offsets, int[] members) {
    Tape tape = x.tape();
    Matrix y = tape.take(offsets.length - 1, x.columns());
    tape.kernels().meanRows(offsets, members, x.value(), y);
    Tensor output = tape.output(y, x.requiresGradient());
    tape.record(
        output,
        dy -> tape.kernels().addMeanRowsGradient(offsets, members, dy, tape.accumulator(x)),
        List.of(),
        List.of());
    return output;
  }

  static Tensor reshape(Tensor x, int rows, int columns) {
    Tape tape = x.tape();
    Matrix y = tape.take(rows, columns);
    tape.kernels().copy(x.value().reshaped(rows, columns), y);
    Tensor output = tape.output(y, x.requiresGradient());
    tape.record(
        output,
        dy -> {
          Matrix same = dy.reshaped(x.rows(), x.columns());
          tape.kernels().add(1, same, tape.accumulator(x));
        },
        List.of(),
        List.of());
    return output;
  }
}
