package peftlab.method;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import peftlab.tensor.FixedNorms;
import peftlab.tensor.Parameter;

/** Compares the gradient with finite differences of the objective along random directions. */
final class Slopes {
  private static final double STEP = 1e-5;

  private final Lab lab;
  private final FixedNorms norms;
  private final Random random = new Random(3);

  /** Computes the gradient of every trained parameter where it stands. */
  Slopes(Lab lab, FixedNorms norms) {
    this.lab = lab;
    this.norms = norms;
    norms.record();
    lab.loss(true);
  }

  /**
   * How far the slope that the gradient promises is from the one that is found, along a direction
   * of length 1 in each of {@code parameters}: any wrong element shows.
   */
  double error(List<Parameter> parameters) {
    List<double[]> values = parameters.stream().map(p -> p.value().toDoubles()).toList();
    List<double[]> directions = values.stream().map(v -> unit(v.length)).toList();
    double promised = 0;
    for (int i = 0; i < directions.size(); i++) {
      Parameter parameter = parameters.get(i);
      promised +=
          parameter.hasGradient() ? dot(parameter.gradient().toDoubles(), directions.get(i)) : 0;
    }
    double found =
        (loss(parameters, values, directions, STEP) - loss(parameters, values, directions, -STEP))
            / (2 * STEP);
    move(parameters, values, directions, 0);
    return Math.abs(promised - found);
  }

  private double loss(
      List<Parameter> parameters, List<double[]> from, List<double[]> directions, double step) {
    move(parameters, from, directions, step);
    norms.replay();
    return lab.loss(false);
  }

  private static void move(
      List<Parameter> parameters, List<double[]> from, List<double[]> directions, double step) {
    for (int i = 0; i < parameters.size(); i++) {
      double[] moved = from.get(i).clone();
      for (int j = 0; j < moved.length; j++) {
        moved[j] += step * directions.get(i)[j];
      }
      parameters.get(i).value().set(moved);
    }
  }

  private double[] unit(int size) {
    double[] direction = random.doubles(size, -1, 1).toArray();
    double length = Math.sqrt(dot(direction, direction));
    return Arrays.stream(direction).map(x -> x / length).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
