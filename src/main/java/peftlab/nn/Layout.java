package peftlab.nn;

import java.util.Arrays;
import peftlab.tensor.Packing;

/**
 * What each row of a packed batch is: sequence {@code i} has rows {@code offsets[i]..offsets[i+1]};
 * each row has a position, a token type, and is real or virtual.
 *
 * <p>Virtual rows are trained vectors that a method put among the tokens. Pooling sees real rows
 * only.
 */
public final class Layout {
  private final int[] offsets;
  private final int[] positions;
  private final int[] types;
  private final boolean[] virtual;

  private Layout(int[] offsets, int[] positions, int[] types, boolean[] virtual) {
    this.offsets = offsets;
    this.positions = positions;
    this.types = types;
    this.virtual = virtual;
  }

  /** The layout of tokens as they came from the tokenizer: positions from 0, nothing virtual. */
  static Layout of(PackedTokens tokens) {
    int[] positions = new int[tokens.count()];
    for (int s = 0; s < tokens.sequences(); s++) {
      for (int i = tokens.offsets()[s]; i < tokens.offsets()[s + 1]; i++) {
        positions[i] = i - tokens.offsets()[s];
      }
    }
    return new Layout(tokens.offsets(), positions, tokens.types(), new boolean[tokens.count()]);
  }

  /** Number of sequences. */
  public int sequences() {
    return offsets.length - 1;
  }

  /** Number of rows. */
  public int rows() {
    return positions.length;
  }

  /** First row of each sequence, then the number of rows. */
  public int[] offsets() {
    return offsets;
  }

  /** Position of each row. */
  public int[] positions() {
    return positions;
  }

  /** Token type of each row. */
  public int[] types() {
    return types;
  }

  /** Whether row {@code row} is virtual. */
  public boolean isVirtual(int row) {
    return virtual[row];
  }

  /** Attention of every sequence to itself. */
  public Packing packing() {
    return Packing.of(offsets);
  }

  /** The same rows with all positions moved up by {@code by}, as after a prefix. */
  public Layout shiftedPositions(int by) {
    return new Layout(offsets, Arrays.stream(positions).map(p -> p + by).toArray(), types, virtual);
  }

  /** The same rows, all of them real: pooling then sees trained vectors as it sees tokens. */
  public Layout allReal() {
    return new Layout(offsets, positions, types, new boolean[virtual.length]);
  }

  /** The first real row of each sequence, where [CLS] stands. */
  public int[] firstRealRows() {
    int[] rows = new int[sequences()];
    for (int s = 0; s < rows.length; s++) {
      rows[s] = offsets[s];
      while (virtual[rows[s]]) {
        rows[s]++;
      }
    }
    return rows;
  }

  /** All real rows, sequence by sequence. */
  public int[] realRows() {
    int[] rows = new int[rows()];
    int n = 0;
    for (int row = 0; row < virtual.length; row++) {
      if (!virtual[row]) {
        rows[n++] = row;
      }
    }
    return Arrays.copyOf(rows, n);
  }

  /** Where each sequence's rows start in {@link #realRows}, and their number at the end. */
  public int[] realOffsets() {
    int[] result = new int[offsets.length];
    for (int s = 0; s < sequences(); s++) {
      int real = 0;
      for (int row = offsets[s]; row < offsets[s + 1]; row++) {
        real += virtual[row] ? 0 : 1;
      }
      result[s + 1] = result[s] + real;
    }
    return result;
  }

  /**
   * Puts virtual rows into every sequence: vector {@code j} before the row that stood at {@code
   * before[j]} (ascending; past the end means at the end). Positions are counted again.
   */
  Insertion insert(int[] before) {
    int total = rows() + sequences() * before.length;
    int[] source = new int[total]; // a vector's number, or before.length + the old row
    int[] newOffsets = new int[offsets.length];
    int[] newPositions = new int[total];
    int[] newTypes = new int[total];
    boolean[] newVirtual = new boolean[total];
    int to = 0;
    for (int s = 0; s < sequences(); s++) {
      int vector = 0;
      newOffsets[s] = to;
      for (int row = offsets[s]; row <= offsets[s + 1]; row++) {
        boolean end = row == offsets[s + 1];
        while (vector < before.length && (end || before[vector] <= row - offsets[s])) {
          newVirtual[to] = true;
          newPositions[to] = to - newOffsets[s];
          source[to++] = vector++;
        }
        if (!end) {
          newTypes[to] = types[row];
          newVirtual[to] = virtual[row];
          newPositions[to] = to - newOffsets[s];
          source[to++] = before.length + row;
        }
      }
    }
    newOffsets[sequences()] = to;
    return new Insertion(source, new Layout(newOffsets, newPositions, newTypes, newVirtual));
  }

  /** Where the rows of a longer layout come from. */
  @SuppressWarnings("ArrayRecordComponent") // handed straight to a kernel
  record Insertion(int[] source, Layout layout) {}
}
