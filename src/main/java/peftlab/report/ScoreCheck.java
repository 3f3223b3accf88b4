package peftlab.report;

import java.util.List;
import peftlab.InputException;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.metric.Confusion;
import peftlab.metric.Metric;
import peftlab.report.PredictionSource.Kept;

/** Computes every score again from the stored predictions. */
final class ScoreCheck {
  private static final double ROUNDING = 1e-9;

  private ScoreCheck() {}

  /**
   * Checks finished trials, search trials included, whose predictions are known.
   *
   * @throws InputException if a score is not that of the predictions
   */
  static void of(List<TrialResult> results, PredictionSource source) {
    for (TrialResult result : results) {
      if (result.status() == Status.OK) {
        Kept kept = source.of(result);
        if (kept.known() && kept.run().size() > 0) {
          check(result, kept.run().confusion());
        }
      }
    }
  }

  private static void check(TrialResult result, Confusion confusion) {
    for (Metric metric : Metric.values()) {
      Double stored = result.metrics().get(metric.id());
      if (stored != null && Double.isFinite(stored)) {
        double computed = metric.of(confusion);
        if (Math.abs(stored - computed) > ROUNDING) {
          throw new InputException(
              ("trial %s (%s on %s, seed %d): %s is %s in trials.jsonl, but its predictions give"
                      + " %s; one of the two files was changed after the run")
                  .formatted(
                      result.id(),
                      result.trial().method(),
                      result.trial().task(),
                      result.trial().settings().seed(),
                      metric.id(),
                      digits(stored),
                      digits(computed)));
        }
      }
    }
  }

  private static String digits(double value) {
    return java.math.BigDecimal.valueOf(value)
        .round(new java.math.MathContext(6))
        .stripTrailingZeros()
        .toPlainString();
  }
}
