package peftlab.report;

import java.util.Locale;
import peftlab.report.Comparisons.Pair;
import peftlab.report.table.PaperTable;

/** The comparisons of pairs as a table. */
final class PairTable {
  private PairTable() {}

  static PaperTable of(Comparisons comparisons) {
    PaperTable.Builder table =
        new PaperTable.Builder("Pairs of configurations")
            .words("task", "better", "worse")
            .numbers("difference", "95 % interval", "p", "p (Holm)")
            .words("test", "verdict");
    for (Pair pair : comparisons.pairs()) {
      double points = 100 * pair.difference().difference();
      table
          .row()
          .cell(pair.task().name())
          .cell(pair.better().configuration().label())
          .cell(pair.worse().configuration().label())
          .cell(points(points), points)
          .cell(
              points(100 * pair.difference().low())
                  + " to "
                  + points(100 * pair.difference().high()),
              pair.difference().low())
          .cell(p(pair.difference().p()), pair.difference().p())
          .cell(p(pair.adjusted()), pair.adjusted())
          .cell(pair.test().label())
          .cell(pair.resolved() ? "resolved" : "not resolved");
    }
    table.note(
        "Differences in points. Several runs: t test over seeds and evaluated examples, paired by"
            + " seed. One run each: McNemar's test (mid-p) for accuracy, otherwise a t test over"
            + " examples; the result holds for these two runs only. p values are corrected by Holm"
            + " over all pairs of a task. Resolved: p < 0.05; not resolved does not mean equal.");
    comparisons.notes().forEach(table::note);
    return table.build();
  }

  private static String points(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replace("-", "−").replace("−0.0", "0.0");
  }

  private static String p(double value) {
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
