package peftlab.tensor.cpu;

import java.util.Arrays;
import peftlab.tensor.Matrix;
import peftlab.tensor.SparsePlaces;

/** Work on whole rows: gathering, scattering, broadcasting, reductions. */
final class FusedRows {
  private final Workers workers;

  FusedRows(Workers workers) {
    this.workers = workers;
  }

  /** Every row of {@code y} becomes {@code row [1, columns]}. */
  void broadcast(Matrix row, Matrix y) {
    float[] values = row.toFloats();
    workers.ranges(
        y.rows(),
        (from, to, part) -> {
          for (int i = from; i < to; i++) {
            y.buffer().put(y.start(i), values, 0, values.length);
          }
        });
  }

  /** {@code y ← x + m} or {@code x ⊙ m}, m having one row or one column or both. */
  void combine(Matrix x, Matrix m, Matrix y, boolean product) {
    int columns = x.columns();
    float[] values = m.toFloats();
    boolean perRow = m.rows() > 1;
    boolean perColumn = m.columns() > 1;
    workers.ranges(
        x.rows(),
        (from, to, part) -> {
          float[] row = Scratch.own().floats(0, columns);
          for (int i = from; i < to; i++) {
            x.buffer().get(x.start(i), row, 0, columns);
            float c = values[perRow ? i : 0];
            if (perColumn && product) {
              VectorMath.multiply(values, row, columns);
            } else if (perColumn) {
              VectorMath.add(values, row, columns);
            } else if (product) {
              VectorMath.scale(row, 0, columns, c);
            } else {
              VectorMath.addConstant(row, columns, c);
            }
            y.buffer().put(y.start(i), row, 0, columns);
          }
        });
  }

  /** {@code y ← y + (a ⊙ b)} summed to y's shape, one row or one column or both; b may be null. */
  void addReduced(Matrix a, Matrix b, Matrix y) {
    int columns = a.columns();
    boolean perRow = y.rows() > 1;
    float[] result = y.toFloats();
    float[][] partial = new float[workers.threads()][];
    workers.ranges(
        a.rows(),
        (from, to, part) -> {
          float[] row = Scratch.own().floats(0, columns);
          float[] other = Scratch.own().floats(1, columns);
          float[] sums = perRow ? null : new float[columns];
          partial[part] = sums;
          for (int i = from; i < to; i++) {
            a.buffer().get(a.start(i), row, 0, columns);
            if (b != null) {
              b.buffer().get(b.start(i), other, 0, columns);
              VectorMath.multiply(other, row, columns);
            }
            if (perRow) {
              result[i] += VectorMath.sum(row, 0, columns);
            } else {
              VectorMath.add(row, sums, columns);
            }
          }
        });
    if (!perRow) {
      for (float[] sums : partial) {
        if (sums != null && y.columns() > 1) {
          VectorMath.add(sums, result, columns);
        } else if (sums != null) {
          result[0] += VectorMath.sum(sums, 0, columns);
        }
      }
    }
    y.set(result);
  }

  void gather(int[] rows, Matrix[] stack, Matrix y) {
    int columns = y.columns();
    workers.ranges(
        rows.length,
        (from, to, part) -> {
          float[] row = Scratch.own().floats(0, columns);
          for (int i = from; i < to; i++) {
            int at = rows[i];
            int s = 0;
            while (at >= stack[s].rows()) {
              at -= stack[s++].rows();
            }
            stack[s].buffer().get(stack[s].start(at), row, 0, columns);
            y.buffer().put(y.start(i), row, 0, columns);
          }
        });
  }

  void addGathered(int[] rows, Matrix table, Matrix y) {
    int columns = y.columns();
    workers.ranges(
        rows.length,
        (from, to, part) -> {
          float[] row = Scratch.own().floats(0, columns);
          float[] sum = Scratch.own().floats(1, columns);
          for (int i = from; i < to; i++) {
            table.buffer().get(table.start(rows[i]), row, 0, columns);
            y.buffer().get(y.start(i), sum, 0, columns);
            VectorMath.add(row, sum, columns);
            y.buffer().put(y.start(i), sum, 0, columns);
          }
        });
  }

  /** Threads split the columns, so that rows named twice are added in order. */
  void addScattered(Matrix dy, int[] rows, Matrix[] stack, int[] stackRows) {
    workers.ranges(
        dy.columns(),
        (from, to, part) -> {
          int width = to - from;
          float[] row = Scratch.own().floats(0, width);
          float[] sum = Scratch.own().floats(1, width);
          for (int i = 0; i < rows.length; i++) {
            int at = rows[i];
            int s = 0;
            while (at >= stackRows[s]) {
              at -= stackRows[s++];
            }
            if (stack[s] != null) {
              dy.buffer().get(dy.start(i) + from, row, 0, width);
              stack[s].buffer().get(stack[s].start(at) + from, sum, 0, width);
              VectorMath.add(row, sum, width);
              stack[s].buffer().put(stack[s].start(at) + from, sum, 0, width);
            }
          }
        });
  }

  void copyColumns(Matrix x, int first, Matrix y) {
    int width = y.columns();
    workers.ranges(
        x.rows(),
        (from, to, part) -> {
          float[] row = Scratch.own().floats(0, width);
          for (int i = from; i < to; i++) {
            x.buffer().get(x.start(i) + first, row, 0, width);
            y.buffer().put(y.start(i), row, 0, width);
          }
        });
  }

  void addColumns(Matrix dy, int first, Matrix dx) {
    int width = dy.columns();
    workers.ranges(
        dy.rows(),
        (from, to, part) -> {
          float[] row = Scratch.own().floats(0, width);
          float[] sum = Scratch.own().floats(1, width);
          for (int i = from; i < to; i++) {
            dy.buffer().get(dy.start(i), row, 0, width);
            dx.buffer().get(dx.start(i) + first, sum, 0, width);
            VectorMath.add(row, sum, width);
            dx.buffer().put(dx.start(i) + first, sum, 0, width);
          }
        });
  }

  void mean(int[] offsets, int[] members, Matrix x, Matrix y) {
    int columns = x.columns();
    workers.ranges(
        y.rows(),
        (from, to, part) -> {
          float[] row = Scratch.own().floats(0, columns);
          float[] sum = Scratch.own().floats(1, columns);
          for (int g = from; g < to; g++) {
            Arrays.fill(sum, 0, columns, 0);
            for (int i = offsets[g]; i < offsets[g + 1]; i++) {
              x.buffer().get(x.start(members[i]), row, 0, columns);
              VectorMath.add(row, sum, columns);
            }
            VectorMath.scale(sum, 0, columns, 1f / Math.max(1, offsets[g + 1] - offsets[g]));
            y.buffer().put(y.start(g), sum, 0, columns);
          }
        });
  }

  void addMeanGradient(int[] offsets, int[] members, Matrix dy, Matrix dx) {
    int columns = dx.columns();
    workers.ranges(
        columns,
        (from, to, part) -> {
          int width = to - from;
          float[] row = Scratch.own().floats(0, width);
          float[] sum = Scratch.own().floats(1, width);
          for (int g = 0; g < dy.rows(); g++) {
            dy.buffer().get(dy.start(g) + from, row, 0, width);
            float share = 1f / Math.max(1, offsets[g + 1] - offsets[g]);
            for (int i = offsets[g]; i < offsets[g + 1]; i++) {
              int at = dx.start(members[i]) + from;
              dx.buffer().get(at, sum, 0, width);
              VectorMath.addScaled(share, row, sum, width);
              dx.buffer().put(at, sum, 0, width);
            }
          }
        });
  }

  void addSparse(SparsePlaces places, Matrix values, Matrix x, Matrix y) {
    float[] v = values.toFloats();
    int[] outputs = places.rows();
    int[] inputs = places.columns();
    workers.ranges(
        x.rows(),
        (from, to, part) -> {
          float[] in = Scratch.own().floats(0, x.columns());
          float[] out = Scratch.own().floats(1, y.columns());
          for (int i = from; i < to; i++) {
            x.buffer().get(x.start(i), in, 0, x.columns());
            y.buffer().get(y.start(i), out, 0, y.columns());
            for (int k = 0; k < v.length; k++) {
              out[outputs[k]] += v[k] * in[inputs[k]];
            }
            y.buffer().put(y.start(i), out, 0, y.columns());
          }
        });
  }

  /** Threads split the places, so that every sum is added up in one order. */
  void addSparseGradient(SparsePlaces places, Matrix x, Matrix dy, Matrix dValues) {
    int[] outputs = places.rows();
    int[] inputs = places.columns();
    float[] sums = dValues.toFloats();
    workers.ranges(
        sums.length,
        (from, to, part) -> {
          float[] in = Scratch.own().floats(0, x.columns());
          float[] out = Scratch.own().floats(1, dy.columns());
          for (int i = 0; i < x.rows(); i++) {
            x.buffer().get(x.start(i), in, 0, x.columns());
            dy.buffer().get(dy.start(i), out, 0, dy.columns());
            for (int k = from; k < to; k++) {
              sums[k] += out[outputs[k]] * in[inputs[k]];
            }
          }
        });
    dValues.set(sums);
  }

  void norms(Matrix x, Matrix norms) {
    int columns = x.columns();
    float[] result = new float[x.rows()];
    workers.ranges(
        x.rows(),
        (from, to, part) -> {
          float[] row = Scratch.own().floats(0, columns);
          for (int i = from; i < to; i++) {
            x.buffer().get(x.start(i), row, 0, columns);
            result[i] = (float) Math.sqrt(VectorMath.dot(row, 0, row, 0, columns));
          }
        });
    norms.set(result);
  }
}
