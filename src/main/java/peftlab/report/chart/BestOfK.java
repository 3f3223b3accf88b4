package peftlab.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import peftlab.report.table.Format;
import peftlab.report.table.RateSearch;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Task;
import peftlab.report.table.SearchTable;

/**
 * The best validation score that k learning rates can be expected to find, as k grows. Fewer than
 * eight rates say too little of it.
 */
final class BestOfK {
  private static final int FEWEST = 8;
  private static final String NOTE =
      "Unbiased estimate (Tang et al., 2020). It assumes that learning rates are drawn"
          + " independently; these were drawn one from each equal part of the range. Failed runs"
          + " count as 0. Grey: the other configurations.";

  private BestOfK() {}

  /** Draws this chart in every report. */
  public static final class Kind implements ChartKind {
    @Override
    public int place() {
      return 70;
    }

    @Override
    public List<Chart> of(ResultTable table) {
      return ChartKind.byTask(table, "best-of-k", BestOfK::of);
    }
  }

  static Optional<Chart> of(ResultTable table, Task task, String name) {
    List<Curve> curves = new ArrayList<>();
    for (RateSearch search : table.searches()) {
      if (search.task().equals(task.name()) && search.attempts().size() >= FEWEST) {
        List<Double> expected = SearchTable.expectedBest(search);
        curves.add(
            new Curve(
                search.configuration().label(),
                IntStream.rangeClosed(1, expected.size()).mapToObj(k -> (double) k).toList(),
                expected.stream().map(score -> 100 * score).toList()));
      }
    }
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    double worst = curves.stream().mapToDouble(Curve::last).min().orElseThrow();
    double least = ScoreAxis.cut(Curve.least(curves), worst);
    Scale x = Scale.exact(1, Curve.longest(curves), 8);
    Scale y = Scale.around(least, Curve.most(curves), 4);
    SmallMultiples panels =
        new SmallMultiples(
            Curve.panels(curves),
            Curve.backdrop(curves),
            1,
            new SmallMultiples.Axis("k, rates tried", x, x::plain),
            new SmallMultiples.Axis("expected best " + task.metric().axis(), y, y::plain));
    String title = task.name() + ": expected best of k learning rates on the validation split";
    Heading heading = new Heading(title, NOTE);
    String description =
        curves.stream()
            .map(
                curve ->
                    "%s from %s for one rate to %s for %d"
                        .formatted(
                            curve.name(),
                            Format.percent(curve.y().get(0) / 100),
                            Format.percent(curve.last() / 100),
                            curve.y().size()))
            .collect(Collectors.joining("; ", "", "."));
    Drawing drawing =
        new Drawing(
            (int) Math.ceil(heading.bottom() + panels.height()),
            pen -> {
              heading.paint(pen);
              panels.paint(pen, heading.bottom());
            });
    return Optional.of(new Chart(name, title, description, drawing));
  }
}
