package peftlab.experiment.plan;

import java.util.function.IntToLongFunction;

/** Solves for the capacity that comes nearest to a budget. */
final class BudgetSolver {
  private BudgetSolver() {}

  /**
   * The value in [low, high] whose cost is nearest to {@code target}, the smaller of equals.
   *
   * @param cost never falls as the value grows
   */
  static int nearest(int low, int high, long target, IntToLongFunction cost) {
    int below = low;
    int above = high;
    // Invariant: values under `below` + 1 cost at most the target, unless `below` is still `low`.
    while (above - below > 1) {
      int middle = below + (above - below) / 2;
      if (cost.applyAsLong(middle) <= target) {
        below = middle;
      } else {
        above = middle;
      }
    }
    long under = Math.abs(target - cost.applyAsLong(below));
    long over = Math.abs(cost.applyAsLong(above) - target);
    return over < under ? above : below;
  }
}
