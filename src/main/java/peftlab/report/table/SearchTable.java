package peftlab.report.table;

import java.util.List;
import java.util.Optional;
import peftlab.report.stats.ExpectedBest;

/**
 * The searches for learning rates: what was tried, what was chosen, what fewer trials would find.
 */
public final class SearchTable {
  private SearchTable() {}

  /** The table; empty where nothing was searched. */
  public static Optional<PaperTable> of(ResultTable results) {
    if (results.searches().isEmpty()) {
      return Optional.empty();
    }
    PaperTable.Builder table =
        new PaperTable.Builder("Learning-rate searches")
            .words("task", "configuration")
            .numbers("rates", "lowest", "highest", "chosen", "its score", "expected, 1 trial")
            .words("edge");
    for (RateSearch search : results.searches()) {
      int tried = search.attempts().size();
      double low = search.attempts().get(0).lr();
      double high = search.attempts().get(tried - 1).lr();
      RateSearch.Attempt chosen = search.chosen();
      List<Double> expected = expectedBest(search);
      table
          .row()
          .cell(search.task())
          .cell(search.configuration().label())
          .cell(String.valueOf(tried), tried)
          .cell(Format.number(low), low)
          .cell(Format.number(high), high)
          .cell(Double.isNaN(chosen.lr()) ? "–" : Format.number(chosen.lr()), chosen.lr())
          .cell(chosen.finished() ? Format.percent(chosen.score()) : "–", chosen.score())
          .cell(Format.percent(expected.get(0)), expected.get(0))
          .cell(search.atEdge() ? "at the edge" : "");
    }
    return Optional.of(
        table
            .note(
                "Scores in percent, on validation examples: the data set's own split, or a tenth of"
                    + " the training examples if it has none. A failed trial counts as 0. Chosen:"
                    + " the learning rate of the final trials.")
            .build());
  }

  /** Expected best score of 1, 2, … trials; those that did not end well count as 0. */
  public static List<Double> expectedBest(RateSearch search) {
    return ExpectedBest.of(
        search.attempts().stream()
            .map(attempt -> attempt.finished() ? attempt.score() : 0.0)
            .toList());
  }
}
