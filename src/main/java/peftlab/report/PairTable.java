package peftlab.report;

import java.util.Locale;
import peftlab.report.Comparisons.Pair;
import peftlab.report.table.PaperTable;
import peftlab.report.table.ResultTable.Row;

/** The comparisons of pairs as a table. */
final class PairTable {
  private PairTable() {}

  static PaperTable of(Comparisons comparisons) {
    PaperTable.Builder table =
        new PaperTable.Builder("Pairs of configurations")
            .words("task", "better", "worse")
            .numbers("difference", "95 % interval", "p", "p (Holm)")
            .words("test")
            .numbers("seeds to resolve");
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
          .cell(pair.single() ? "McNemar" : "bootstrap");
      seeds(table, pair);
    }
    table.note(
        "Differences in points. Bootstrap over examples and seeds together, McNemar's exact test"
            + " where both have one run; p values corrected by Holm within a task, pairs with the"
            + " best apart from the others. Resolved below 0.05.");
    table.note(
        "seeds to resolve: runs of each that would show a gap of this size in four studies of five"
            + " (5 %, two-sided); “more rows” where the choice of evaluation rows alone hides it.");
    comparisons.notes().forEach(table::note);
    return table.build();
  }

  private static void seeds(PaperTable.Builder table, Pair pair) {
    if (pair.resolved()) {
      table.cell("resolved", 0);
    } else if (single(pair.better(), pair) || single(pair.worse(), pair)) {
      table.cell("unknown, n = 1", Double.MAX_VALUE);
    } else if (pair.seeds().isPresent()) {
      table.cell(String.valueOf(pair.seeds().getAsInt()), pair.seeds().getAsInt());
    } else {
      table.cell("more rows", 1e6);
    }
  }

  private static boolean single(Row row, Pair pair) {
    return row.score(pair.task()).n() < 2;
  }

  private static String points(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replace("-", "−").replace("−0.0", "0.0");
  }

  private static String p(double value) {
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
