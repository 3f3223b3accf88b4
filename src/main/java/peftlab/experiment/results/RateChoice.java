package peftlab.experiment.results;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Decides which of the rates that a search tried is used, for the run and for its report. */
public final class RateChoice {
  private RateChoice() {}

  /**
   * The one with the highest score, the lowest rate among equals, whatever their order; empty if
   * none has a finite score.
   *
   * @param tried what was tried
   * @param rate of one of them
   * @param score of one of them; NaN or infinite if it did not end well
   */
  public static <T> Optional<T> best(
      Collection<T> tried, ToDoubleFunction<T> rate, ToDoubleFunction<T> score) {
    return tried.stream()
        .filter(one -> Double.isFinite(score.applyAsDouble(one)))
        .max(
            Comparator.comparingDouble(score)
                .thenComparing(Comparator.comparingDouble(rate).reversed()));
  }
}
