package peftlab.experiment.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/** The learning rate of a method's trials: known, or searched for. */
public sealed interface LearningRate {

  /** The rates among which one is chosen; empty for a fixed one. */
  List<Double> candidates(long seed);

  /** How many {@link #candidates} there are. */
  int trials();

  /** The fixed rate, or the middle of the search. */
  double start();

  /**
   * A rate that is run on all seeds and reported.
   *
   * @param value the rate
   */
  record Fixed(double value) implements LearningRate {
    @Override
    public List<Double> candidates(long seed) {
      return List.of();
    }

    @Override
    public int trials() {
      return 0;
    }

    @Override
    public double start() {
      return value;
    }
  }

  /**
   * A search: the rate that does best on a validation split is run on all seeds.
   *
   * @param low smallest rate
   * @param high largest rate
   * @param trials how many rates are tried
   */
  record Search(double low, double high, int trials) implements LearningRate {

    /**
     * The rates to try: log-uniform and stratified, one from each of {@code trials} equal parts of
     * the range, in random order. A few draws then cover the whole range, where independent ones
     * often leave half of it untried. Searches of one seed place their draws alike, so that methods
     * differ by their ranges alone.
     */
    @Override
    public List<Double> candidates(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Double> rates = new ArrayList<>();
      for (int stratum = 0; stratum < trials; stratum++) {
        double share = (stratum + random.nextDouble()) / trials;
        // Four digits say all there is to say about a rate, and can be typed.
        double rate = low * Math.pow(high / low, share);
        rates.add(Double.parseDouble(String.format(Locale.ROOT, "%.3e", rate)));
      }
      Collections.shuffle(rates, new Random(random.nextLong()));
      return rates;
    }

    @Override
    public double start() {
      return Math.sqrt(low * high);
    }
  }
}
