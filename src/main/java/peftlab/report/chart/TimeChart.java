package peftlab.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peftlab.experiment.results.TrialResult;
import peftlab.report.chart.Bars.Bar;
import peftlab.report.table.Format;
import peftlab.report.table.Measures;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;

/**
 * Mean training time, a bar per configuration; a teacher's training is a part of its own. Not drawn
 * where trials shared the machine: their times say more of their neighbours.
 */
final class TimeChart {
  private TimeChart() {}

  /** Draws this chart in every report. */
  public static final class Kind implements ChartKind {
    @Override
    public int place() {
      return 40;
    }

    @Override
    public List<Chart> of(ResultTable table) {
      return TimeChart.of(table).stream().toList();
    }
  }

  static Optional<Chart> of(ResultTable table) {
    if (!Measures.timed(table.rows().stream().flatMap(row -> row.all().stream()).toList())) {
      return Optional.empty();
    }
    List<Bar> bars = new ArrayList<>();
    boolean taught = false;
    for (Row row : table.rows()) {
      List<TrialResult> trials = row.all();
      if (!trials.isEmpty()) {
        double own = Measures.mean(trials, TimeChart::own);
        double teacher = Measures.mean(trials, result -> result.timing().teacherSeconds());
        taught |= teacher > 0;
        bars.add(
            new Bar(
                row.configuration().label(),
                List.of(own, teacher),
                Double.NaN,
                Format.seconds(own + teacher)));
      }
    }
    String title = "Training time of one run";
    List<String> parts =
        taught ? List.of("training", "training of its teacher") : List.of("training");
    Bars chart =
        new Bars(
            new Heading(
                title,
                "Mean over the final runs, which ran one at a time. Other programs may have used"
                    + " the machine."),
            bars,
            parts,
            List.of(Palette.BLUE, Palette.ORANGE),
            "",
            "seconds",
            Format::shortCount);
    String description =
        bars.stream()
            .map(bar -> bar.name() + " " + bar.label())
            .collect(Collectors.joining("; ", "", "."));
    return Optional.of(new Chart("time", title, description, chart.drawing()));
  }

  /** Training without the teacher's, which older results did not count to it. */
  private static double own(TrialResult result) {
    return result.lacksTeachersMemory()
        ? result.timing().trainSeconds()
        : result.timing().ownSeconds();
  }
}
