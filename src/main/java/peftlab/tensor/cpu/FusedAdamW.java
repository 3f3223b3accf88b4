package peftlab.tensor.cpu;

import java.util.ArrayList;
import java.util.List;
import peftlab.tensor.AdamUpdate;
import peftlab.tensor.Matrix;

/**
 * AdamW's updates in one loop over pieces of all tensors: threads wait for each other once a step,
 * not once a tensor.
 */
final class FusedAdamW {
  private static final int CHUNK = 4096; // elements whose four arrays stay in the nearest caches
  private static final int PIECE = 16 * CHUNK; // elements that a thread takes at once

  private FusedAdamW() {}

  static void update(Workers workers, List<AdamUpdate> updates) {
    List<Piece> pieces = new ArrayList<>();
    for (AdamUpdate update : updates) {
      if (update.rows() == null) {
        addWhole(update, pieces);
      } else {
        addRows(update, pieces);
      }
    }
    workers.items(pieces.size(), i -> pieces.get(i).run(Scratch.own()));
  }

  private static void addWhole(AdamUpdate update, List<Piece> pieces) {
    int size = Math.toIntExact(update.weight().size());
    for (int from = 0; from < size; from += PIECE) {
      int first = from;
      int end = Math.min(size, from + PIECE);
      pieces.add(
          scratch -> {
            for (int at = first; at < end; at += CHUNK) {
              update(update, at, Math.min(CHUNK, end - at), scratch);
            }
          });
    }
  }

  private static void addRows(AdamUpdate update, List<Piece> pieces) {
    int columns = update.weight().columns();
    int[] rows = update.rows().stream().toArray();
    int together = Math.max(1, PIECE / columns);
    for (int from = 0; from < rows.length; from += together) {
      int first = from;
      int end = Math.min(rows.length, from + together);
      pieces.add(
          scratch -> {
            for (int i = first; i < end; i++) {
              update(update, Math.multiplyExact(rows[i], columns), columns, scratch);
            }
          });
    }
  }

  /** Elements {@code at} to {@code at + n}. */
  private static void update(AdamUpdate update, int at, int n, Scratch scratch) {
    float[] w = scratch.floats(0, n);
    float[] g = scratch.floats(1, n);
    float[] m = scratch.floats(2, n);
    float[] v = scratch.floats(3, n);
    read(update.weight(), at, w, n);
    read(update.gradient(), at, g, n);
    read(update.first(), at, m, n);
    read(update.second(), at, v, n);
    VectorMath.adamW(update.step(), w, g, m, v, n);
    update.weight().set(at, w, 0, n);
    update.first().set(at, m, 0, n);
    update.second().set(at, v, 0, n);
  }

  private static void read(Matrix from, int at, float[] values, int n) {
    from.buffer().get(from.start() + at, values, 0, n);
  }

  /** What one thread does at once. */
  private interface Piece {
    void run(Scratch scratch);
  }
}
