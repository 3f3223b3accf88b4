package peftlab.report.stats;

/**
 * The two-way analysis of variance of one value per seed and example.
 *
 * @param seeds number of rows
 * @param examples number of columns
 * @param bySeed mean square of the seeds, with {@code seeds − 1} degrees of freedom
 * @param residual mean square of what neither seed nor example explains
 */
record MeanSquares(int seeds, int examples, double bySeed, double residual) {
  /** Less is rounding: a single example that differs in one run makes far more. */
  private static final double ROUNDING = 1e-24;

  /** Takes rounding for nothing, so that no ratio of two such numbers is formed. */
  MeanSquares {
    bySeed = bySeed < ROUNDING ? 0 : bySeed;
    residual = residual < ROUNDING ? 0 : residual;
  }

  /** The mean squares of {@code values[seed][example]}, of two seeds and examples or more. */
  static MeanSquares of(double[][] values) {
    int seeds = values.length;
    int examples = values[0].length;
    double[] bySeed = new double[seeds];
    double[] byExample = new double[examples];
    double grand = 0;
    for (int s = 0; s < seeds; s++) {
      for (int i = 0; i < examples; i++) {
        bySeed[s] += values[s][i] / examples;
        byExample[i] += values[s][i] / seeds;
      }
      grand += bySeed[s] / seeds;
    }
    double rows = 0;
    double rest = 0;
    for (int s = 0; s < seeds; s++) {
      rows += square(bySeed[s] - grand);
      for (int i = 0; i < examples; i++) {
        rest += square(values[s][i] - bySeed[s] - byExample[i] + grand);
      }
    }
    return new MeanSquares(
        seeds, examples, rows * examples / (seeds - 1), rest / ((seeds - 1.0) * (examples - 1)));
  }

  static double square(double value) {
    return value * value;
  }
}
