package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.method.Adaptation;
import peftlab.method.PeftMethods;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.nn.Projection;
import peftlab.tensor.Dropout;
import peftlab.tensor.Matrix;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/** LoRA-Dash against its definition, with the singular values of another library. */
class LoraDashTest {
  private static final PackedTokens TOKENS =
      SmallModel.tokens(new int[] {2, 7, 9, 11, 3}, new int[] {2, 4, 3});
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "rank",
          3,
          "alpha",
          6,
          "directions",
          4,
          "prelaunch",
          5,
          "targets",
          List.of("query", "up"));

  @Test
  void addsTheDirectionsThatChangedMostForTheirSize() {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      Adaptation dash = bench.adapt("lora-dash", SETTINGS);
      List<Parameter> pairs = dash.trainable();
      SmallModel.randomize(pairs, 0.3, 1);
      assertThat(dash.stepped(4)).isFalse();
      assertThat(dash.trainable()).isEqualTo(pairs);
      assertThat(dash.stepped(5)).isTrue();
      assertThat(dash.stepped(6)).isFalse();
      List<Parameter> g = new ArrayList<>(dash.trainable());
      g.removeAll(pairs);
      assertThat(g).hasSize(4);
      double[] before = doubles(bench.hidden(dash, TOKENS));

      Encoder expected = bench.encoder();
      for (int i = 0; i < g.size(); i++) {
        expected = withChange(bench, expected, pairs.get(2 * i), pairs.get(2 * i + 1), null);
      }
      close(before, bench.hidden(expected, Hooks.NONE, TOKENS));

      // The other library may order equal directions otherwise: the coordinates are all alike.
      g.forEach(p -> p.value().set(new float[] {0.7f, 0.7f, 0.7f, 0.7f}));
      expected = bench.encoder();
      for (int i = 0; i < g.size(); i++) {
        expected = withChange(bench, expected, pairs.get(2 * i), pairs.get(2 * i + 1), 0.7);
      }
      double[] after = doubles(bench.hidden(dash, TOKENS));
      assertThat(after).isNotEqualTo(before);
      close(after, bench.hidden(expected, Hooks.NONE, TOKENS));
      close(after, bench.hidden(dash.merged().orElseThrow(), Hooks.NONE, TOKENS));
    }
  }

  /** {@code W + 2·BA + g·Σ uᵢvᵢᵀ} over the four i with the largest |δᵢ|/|σᵢ|. */
  private static Encoder withChange(
      SmallModel bench, Encoder model, Parameter a, Parameter b, Double g) {
    String name = a.name().replace("lora_A.weight", "weight");
    RealMatrix w = matrix(bench.encoder().parameter(name).value());
    RealMatrix change = matrix(b.value()).multiply(matrix(a.value())).scalarMultiply(2);
    RealMatrix sum = w.add(change);
    if (g != null) {
      SingularValueDecomposition svd = new SingularValueDecomposition(w);
      RealMatrix moved = svd.getUT().multiply(change).multiply(svd.getV());
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < svd.getSingularValues().length; i++) {
        order.add(i);
      }
      order.sort(
          Comparator.comparingDouble(
              i -> -Math.abs(moved.getEntry(i, i)) / svd.getSingularValues()[i]));
      for (int i : order.subList(0, 4)) {
        RealMatrix direction = svd.getU().getColumnMatrix(i).multiply(svd.getVT().getRowMatrix(i));
        sum = sum.add(direction.scalarMultiply(g));
      }
    }
    double[] flat = new double[w.getRowDimension() * w.getColumnDimension()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = sum.getEntry(i / w.getColumnDimension(), i % w.getColumnDimension());
    }
    return bench.with(model, name, flat);
  }

  private static RealMatrix matrix(Matrix m) {
    double[] values = m.toDoubles();
    RealMatrix result = MatrixUtils.createRealMatrix(m.rows(), m.columns());
    for (int i = 0; i < values.length; i++) {
      result.setEntry(i / m.columns(), i % m.columns(), values[i]);
    }
    return result;
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** Before and after the switch: with dropout it does what it does without to an x with zeros. */
  @Test
  void dropsWhatTheProductAndTheDirectionsRead() {
    Map<String, Object> settings = new HashMap<>(SETTINGS);
    settings.put("dropout", 0.5);
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      Adaptation dash = bench.adapt("lora-dash", settings);
      SmallModel.randomize(dash.trainable(), 0.3, 1);
      for (int step = 4; step <= 5; step++) {
        dash.stepped(step);
        SmallModel.randomize(dash.trainable(), 0.3, step);
        float[] x = new float[7 * SmallModel.SMALL.width()];
        Arrays.fill(x, 1);
        float[] changed;
        try (Tape tape = new Tape(bench.arena(), true, 9)) {
          changed = afterProjection(dash, tape, x);
        }
        Dropout dropout = new Dropout(0.5, Dropout.hash(9 ^ Dropout.hash(1)));
        for (int i = 0; i < x.length; i++) {
          x[i] = dropout.keeps(i) ? dropout.scale() : 0;
        }
        try (Tape tape = Tape.inference(bench.arena())) {
          close(doubles(changed), afterProjection(dash, tape, x));
        }
      }
    }
  }

  private static float[] afterProjection(Adaptation adaptation, Tape tape, float[] x) {
    int width = SmallModel.SMALL.width();
    Tensor y = tape.constant(x.length / width, width, new float[x.length]);
    return adaptation
        .hooks()
        .startPass(tape)
        .afterProjection(
            new Projection(1, Projection.Role.QUERY), tape.constant(y.rows(), width, x), y)
        .value()
        .toFloats();
  }

  private static void close(double[] actual, float[] expected) {
    assertThat(actual).containsExactly(doubles(expected), within(2e-5));
  }

  @Test
  void aShareOfTheRunIsRounded() {
    assertThat(hyper(0.1).switchStep(100)).isEqualTo(10);
    assertThat(hyper(0.1).switchStep(3)).isEqualTo(1);
    assertThat(hyper(7).switchStep(100)).isEqualTo(7);
  }

  private static LoraDash.Hyper hyper(double prelaunch) {
    return new LoraDash.Hyper(1, 1, java.util.Set.of(Projection.Role.QUERY), 0, 1, prelaunch);
  }

  @Test
  void aRunThatEndsBeforeTheDirectionsAreTrainedIsAnError() {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      Adaptation dash = bench.adapt("lora-dash", SETTINGS);
      for (int step = 1; step <= 5; step++) {
        dash.stepped(step);
        assertThatThrownBy(dash::finished)
            .isInstanceOf(InputException.class)
            .hasMessageContaining("prelaunch takes 5");
      }
      dash.stepped(6);
      dash.finished();
      assertThatThrownBy(
              () ->
                  SmallModel.adapt(
                      PeftMethods.named("lora-dash"), bench.context(1, 5, null), SETTINGS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a prelaunch of 5 steps leaves none of the run's 5 to train its directions");
    }
  }
}
