package peftlab.methods;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peftlab.InputException;
import peftlab.nn.Encoder;
import peftlab.nn.Projection;
import peftlab.tensor.Matrix;
import peftlab.tensor.SparsePlaces;

/**
 * Single weights of an encoder's projections, projection by projection.
 *
 * @param projectionNumbers of each chosen weight: which of all projections it belongs to, ascending
 * @param rows of each chosen weight
 * @param columns of each chosen weight
 * @param slices of the projections that have any
 */
@SuppressWarnings("ArrayRecordComponent") // read in loops; never changed after construction
record ChosenWeights(
    int[] projectionNumbers, int[] rows, int[] columns, Map<Projection, Slice> slices) {

  /** The number of weights to choose from. */
  static long candidates(Encoder encoder) {
    return projections(encoder).stream()
        .mapToLong(at -> encoder.projection(at).weight().count())
        .sum();
  }

  /** Those with these numbers, ascending, in the row-major order of all projections' weights. */
  static ChosenWeights of(Encoder encoder, List<Long> numbers) {
    List<Projection> projections = projections(encoder);
    int[] projection = new int[numbers.size()];
    int[] rows = new int[numbers.size()];
    int[] columns = new int[numbers.size()];
    int i = 0;
    long first = 0;
    for (int p = 0; p < projections.size(); p++) {
      Matrix weight = encoder.projection(projections.get(p)).weight().value();
      for (; i < rows.length && numbers.get(i) < first + weight.size(); i++) {
        projection[i] = p;
        rows[i] = Math.toIntExact((numbers.get(i) - first) / weight.columns());
        columns[i] = Math.toIntExact((numbers.get(i) - first) % weight.columns());
      }
      first += weight.size();
    }
    return of(projections, projection, rows, columns);
  }

  /** Those that a file names by projection, row and column. */
  static ChosenWeights of(Encoder encoder, float[] projection, float[] row, float[] column) {
    List<Projection> projections = projections(encoder);
    int[] numbers = new int[row.length];
    int[] rows = new int[row.length];
    int[] columns = new int[row.length];
    for (int i = 0; i < row.length; i++) {
      numbers[i] = whole(projection[i], projections.size(), "projection");
      Matrix weight = encoder.projection(projections.get(numbers[i])).weight().value();
      rows[i] = whole(row[i], weight.rows(), "row");
      columns[i] = whole(column[i], weight.columns(), "column");
      if (i > 0 && numbers[i] < numbers[i - 1]) {
        throw new InputException("the chosen weights are not in the order of projections");
      }
    }
    return of(projections, numbers, rows, columns);
  }

  private static ChosenWeights of(
      List<Projection> projections, int[] numbers, int[] rows, int[] columns) {
    Map<Projection, Slice> slices = new LinkedHashMap<>();
    int to = 0;
    for (int from = 0; from < numbers.length; from = to) {
      while (to < numbers.length && numbers[to] == numbers[from]) {
        to++;
      }
      SparsePlaces places =
          new SparsePlaces(
              Arrays.copyOfRange(rows, from, to), Arrays.copyOfRange(columns, from, to));
      slices.put(projections.get(numbers[from]), new Slice(from, places));
    }
    return new ChosenWeights(numbers, rows, columns, slices);
  }

  private static int whole(float number, int end, String what) {
    if (!(number >= 0 && number < end) || number != Math.rint(number)) {
      throw new InputException(
          "a chosen weight's %s is %s, not a whole number below %d".formatted(what, number, end));
    }
    return (int) number;
  }

  private static List<Projection> projections(Encoder encoder) {
    return encoder.projections(EnumSet.allOf(Projection.Role.class));
  }

  /** Number of chosen weights. */
  int count() {
    return rows.length;
  }

  /** Their values in {@code encoder}. */
  float[] values(Encoder encoder) {
    float[] values = new float[count()];
    slices.forEach(
        (at, slice) -> {
          Matrix weight = encoder.projection(at).weight().value();
          float[] all = weight.toFloats();
          int[] flat = slice.flat(weight.columns());
          for (int i = 0; i < flat.length; i++) {
            values[slice.from() + i] = all[flat[i]];
          }
        });
    return values;
  }

  /**
   * The chosen weights of one projection.
   *
   * @param from number of the first among all that are chosen
   * @param places in the projection's weight
   */
  record Slice(int from, SparsePlaces places) {
    /** After the number of the last. */
    int to() {
      return from + places.count();
    }

    /** Row-major indices in a matrix with so many columns. */
    int[] flat(int ofColumns) {
      int[] flat = new int[places.count()];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = places.rows()[i] * ofColumns + places.columns()[i];
      }
      return flat;
    }
  }
}
