package peftlab.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** The learning rates that a method is given. */
public sealed interface Rates {

  /**
   * Rates that are all run on all seeds and reported.
   *
   * @param values the rates
   */
  record Fixed(List<Double> values) implements Rates {}

  /**
   * A search: the rate that does best on a validation split is run on all seeds.
   *
   * @param low smallest rate
   * @param high largest rate
   * @param trials how many rates are tried
   */
  record Search(double low, double high, int trials) implements Rates {

    /**
     * The rates to try: log-uniform and stratified, one from each of {@code trials} equal parts of
     * the range, in random order. A few draws then cover the whole range, where independent ones
     * often leave half of it untried. Searches of one seed place their draws alike, so that methods
     * differ by their ranges alone.
     */
    public List<Double> candidates(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Double> rates = new ArrayList<>();
      for (int stratum = 0; stratum < trials; stratum++) {
        double share = (stratum + random.nextDouble()) / trials;
        rates.add(rounded(low * Math.pow(high / low, share)));
      }
      Collections.shuffle(rates, new Random(random.nextLong()));
      return rates;
    }

    // Four digits say all there is to say about a rate, and can be typed.
    private static double rounded(double rate) {
      double unit = Math.pow(10, Math.floor(Math.log10(rate)) - 3);
      return Double.parseDouble(
          String.format(java.util.Locale.ROOT, "%.3e", Math.rint(rate / unit) * unit));
    }
  }

  /** The number of rates among which one is chosen; 0 where none is. */
  default int budget() {
    return this instanceof Search search ? search.trials : 0;
  }
}
