package peftlab.report;

import java.util.ArrayList;
import java.util.List;
import peftlab.report.table.Format;
import peftlab.report.table.RateSearch;
import peftlab.report.table.ResultTable;

/** Warns of searches that may have missed the best learning rate: beyond their range. */
final class SearchEdges {
  private SearchEdges() {}

  /**
   * A warning of searches whose chosen rate is the lowest or highest tried, of which it names the
   * first few; none without any.
   */
  static List<String> of(ResultTable table) {
    return of(table, false);
  }

  /** The same warning with every such search. */
  static List<String> inFull(ResultTable table) {
    return of(table, true);
  }

  private static List<String> of(ResultTable table, boolean all) {
    List<String> edges = new ArrayList<>();
    for (RateSearch search : table.searches()) {
      if (search.atEdge()) {
        double chosen = search.chosen().lr();
        boolean low = chosen <= search.attempts().get(0).lr();
        edges.add(
            "%s on %s (%s, %s of %d)"
                .formatted(
                    search.configuration().label(),
                    search.task(),
                    Format.number(chosen),
                    low ? "lowest" : "highest",
                    search.attempts().size()));
      }
    }
    return edges.isEmpty()
        ? List.of()
        : List.of(
            "the best learning rate is at the edge of the searched range; widen the range: "
                + (all ? String.join(", ", edges) : Groups.some(edges) + elsewhere(edges.size())));
  }

  private static String elsewhere(int count) {
    return count > Groups.NAMED ? " (all in report.html)" : "";
  }
}
