package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import peftlab.method.StoredTensor;
import peftlab.nn.Encoder;
import peftlab.nn.Projection;
import peftlab.tensor.Matrix;

/** What fresh values must be like. */
interface Law {
  /** Spread of a standard normal that is cut at two deviations. */
  double CUT = 0.87963;

  /** Fails where {@code tensors}, taken together, are not like that. */
  void check(Encoder base, List<Drawn> tensors);

  /**
   * A fresh tensor.
   *
   * @param rows as files have it
   * @param columns of a matrix; the size of a vector
   * @param inputs of the linear layer that a weight or bias belongs to
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Drawn(String name, int rows, int columns, int inputs, float[] values) {}

  /** All the same. */
  static Law constant(double value) {
    return (base, tensors) ->
        tensors.forEach(t -> assertThat(t.values()).as(t.name()).containsOnly((float) value));
  }

  /** U(±bound). */
  static Law uniform(ToDoubleFunction<Drawn> bound) {
    return (base, tensors) -> {
      double[] z = scaled(tensors, bound);
      spread(tensors, z, Math.sqrt(1 / 3.0), 1.8);
      assertThat(largest(z)).as(tensors.get(0).name()).isBetween(1 - 20.0 / z.length, 1 + 1e-6);
    };
  }

  /** N(0, deviation). */
  static Law normal(ToDoubleFunction<Drawn> deviation) {
    return (base, tensors) -> {
      double[] z = scaled(tensors, deviation);
      spread(tensors, z, 1, 3);
      assertThat(largest(z)).as(tensors.get(0).name()).isGreaterThan(z.length > 400 ? 2.2 : 1);
    };
  }

  /** N(0, deviation), nothing beyond two deviations. */
  static Law truncated(ToDoubleFunction<Drawn> deviation) {
    return (base, tensors) -> {
      double[] z = scaled(tensors, deviation);
      spread(tensors, z, CUT, 2.4);
      assertThat(largest(z)).as(tensors.get(0).name()).isBetween(1.8, 2 + 1e-6);
    };
  }

  /** The base's own values under the same name. */
  static Law base() {
    return (base, tensors) ->
        tensors.forEach(
            t ->
                assertThat(t.values())
                    .as(t.name())
                    .containsExactly(base.parameter(t.name()).value().toFloats()));
  }

  /** Positions with the first token type added. */
  static Law positionsWithType() {
    return (base, tensors) -> {
      float[] type = base.parameter("embeddings.token_type_embeddings.weight").value().toFloats();
      for (Drawn t : tensors) {
        float[] expected = base.parameter(t.name()).value().toFloats();
        for (int i = 0; i < expected.length; i++) {
          expected[i] += type[i % t.columns()];
        }
        assertThat(t.values()).as(t.name()).containsExactly(expected, within(1e-6f));
      }
    };
  }

  /** Norms of the rows of the weight at the tensor's place. */
  static Law rowNorms() {
    return (base, tensors) -> {
      for (Drawn t : tensors) {
        String weight = t.name().replaceAll("lora_magnitude_vector.*", "weight");
        double[] values = base.parameter(weight).value().toDoubles();
        int columns = base.parameter(weight).columns();
        for (int row = 0; row < t.values().length; row++) {
          double norm =
              Math.sqrt(
                  Arrays.stream(values, row * columns, (row + 1) * columns).map(v -> v * v).sum());
          assertThat((double) t.values()[row]).as(t.name()).isCloseTo(norm, within(1e-5));
        }
      }
    };
  }

  /** Each row is a word's embedding. */
  static Law rowsOfEmbeddings() {
    return (base, tensors) -> tensors.forEach(t -> ids(base, t.values()));
  }

  /** Each value is one of the projections' weights. */
  static Law elementsOfProjections() {
    return (base, tensors) -> {
      TreeMap<Float, Boolean> weights = new TreeMap<>();
      for (Projection at : base.projections(EnumSet.allOf(Projection.Role.class))) {
        for (float value : base.projection(at).weight().value().toFloats()) {
          weights.put(value, true);
        }
      }
      for (Drawn t : tensors) {
        for (float value : t.values()) {
          assertThat(weights).as(t.name()).containsKey(value);
        }
      }
    };
  }

  /** The tokens whose embeddings the rows are. */
  static int[] ids(Encoder base, float[] rows) {
    Matrix table = base.parameter("embeddings.word_embeddings.weight").value();
    float[] all = table.toFloats();
    int width = table.columns();
    int[] ids = new int[rows.length / width];
    for (int row = 0; row < ids.length; row++) {
      int id = 0;
      while (id < table.rows()
          && !Arrays.equals(
              all, id * width, (id + 1) * width, rows, row * width, (row + 1) * width)) {
        id++;
      }
      assertThat(id).as("a token whose embedding row %d is", row).isLessThan(table.rows());
      ids[row] = id;
    }
    return ids;
  }

  /** Where a random subset's weights lie among all, from 0 to 1. */
  static double[] placesOfSubset(Encoder base, List<StoredTensor> stored) {
    Map<String, float[]> byName = new TreeMap<>();
    stored.forEach(
        t -> byName.put(t.name().substring(t.name().lastIndexOf('.') + 1), t.value().toFloats()));
    List<Projection> projections = base.projections(EnumSet.allOf(Projection.Role.class));
    long[] first = new long[projections.size() + 1];
    for (int p = 0; p < projections.size(); p++) {
      first[p + 1] = first[p] + base.projection(projections.get(p)).weight().count();
    }
    float[] numbers = byName.get("projection");
    double[] places = new double[numbers.length];
    for (int i = 0; i < places.length; i++) {
      int p = (int) numbers[i];
      int columns = base.projection(projections.get(p)).weight().columns();
      double flat = byName.get("row")[i] * (double) columns + byName.get("column")[i];
      places[i] = (first[p] + flat + 0.5) / first[projections.size()];
    }
    return places;
  }

  private static double[] scaled(List<Drawn> tensors, ToDoubleFunction<Drawn> unit) {
    return tensors.stream()
        .flatMapToDouble(
            t -> {
              double scale = unit.applyAsDouble(t);
              return java.util.stream.IntStream.range(0, t.values().length)
                  .mapToDouble(i -> t.values()[i] / scale);
            })
        .toArray();
  }

  private static double largest(double[] z) {
    return DoubleStream.of(z).map(Math::abs).max().orElseThrow();
  }

  /** Mean 0 and this deviation, within five standard errors. */
  private static void spread(List<Drawn> tensors, double[] z, double deviation, double kurtosis) {
    String names = tensors.get(0).name() + " and " + (tensors.size() - 1) + " more";
    double n = z.length;
    double mean = DoubleStream.of(z).sum() / n;
    double measured = Math.sqrt(DoubleStream.of(z).map(x -> x * x).sum() / n);
    assertThat(mean).as("mean of %s", names).isCloseTo(0, within(5 * deviation / Math.sqrt(n)));
    assertThat(measured / deviation)
        .as("deviation of %s", names)
        .isCloseTo(1, within(5 * Math.sqrt((kurtosis - 1) / (4 * n))));
  }
}
