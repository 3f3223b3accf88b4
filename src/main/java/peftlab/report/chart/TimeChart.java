package peftlab.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import peftlab.experiment.TrialResult;
import peftlab.report.chart.StackedBars.Bar;
import peftlab.report.table.Format;
import peftlab.report.table.Measures;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;

/** Mean training time, a bar per configuration; a teacher's training is a part of its own. */
final class TimeChart {
  private TimeChart() {}

  static Optional<Chart> of(ResultTable table) {
    List<Bar> bars = new ArrayList<>();
    boolean taught = false;
    for (Row row : table.rows()) {
      List<TrialResult> trials = row.all();
      if (!trials.isEmpty()) {
        double own = Measures.mean(trials, result -> result.timing().trainSeconds());
        double teacher = Measures.mean(trials, result -> result.timing().teacherSeconds());
        taught |= teacher > 0;
        bars.add(
            new Bar(
                Style.shortened(row.configuration().label()),
                List.of(own, teacher),
                Format.seconds(own + teacher),
                false));
      }
    }
    if (bars.isEmpty()) {
      return Optional.empty();
    }
    String title = "Training time of one run";
    List<String> parts = taught ? List.of("training", "its teacher first") : List.of("training");
    XYChart chart =
        StackedBars.chart(title, "seconds", bars, parts, List.of(Palette.BLUE, Palette.ORANGE));
    return Optional.of(new Chart("time", title, chart));
  }
}
