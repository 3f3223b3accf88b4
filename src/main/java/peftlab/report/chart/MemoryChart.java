package peftlab.report.chart;

import java.awt.Color;
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

/** Peak memory by category, a bar per configuration, with a dot for the predicted sum. */
final class MemoryChart {
  private static final List<Color> COLORS =
      List.of(new Color(0xB0B0B0), Palette.BLUE, Palette.ORANGE, Palette.GREEN, Palette.PURPLE);

  private MemoryChart() {}

  /** Draws this chart in every report. */
  public static final class Kind implements ChartKind {
    @Override
    public int place() {
      return 30;
    }

    @Override
    public List<Chart> of(ResultTable table) {
      return MemoryChart.of(table).stream().toList();
    }
  }

  static Optional<Chart> of(ResultTable table) {
    List<Bar> bars = new ArrayList<>();
    for (Row row : table.rows()) {
      List<TrialResult> trials = row.all();
      double counted = Measures.totalMemory(trials, TrialResult::memory);
      double predicted = Measures.totalMemory(trials, TrialResult::predictedMemory);
      if (counted > 0) {
        bars.add(
            new Bar(
                row.configuration().label(),
                List.copyOf(Measures.memory(trials, TrialResult::memory).values()),
                predicted > 0 ? predicted : Double.NaN,
                Measures.shown(trials)));
      }
    }
    if (bars.isEmpty()) {
      return Optional.empty();
    }
    boolean predicted = bars.stream().anyMatch(bar -> !Double.isNaN(bar.dot()));
    String title = "Peak memory of the tensors in one run";
    String note =
        "Memory of the Java virtual machine and of libraries is not included. The table of trials"
            + " has the peak of the whole process if it was measured.";
    boolean lack = table.rows().stream().anyMatch(row -> Measures.lackTeacher(row.all()));
    if (lack) {
      note += " “+ teacher”: an older result, which does not include the teacher.";
    }
    Bars chart =
        new Bars(
            new Heading(title, note),
            bars,
            Measures.categories(),
            COLORS,
            predicted ? "predicted before the run" : "",
            "peak memory",
            bytes -> bytes == 0 ? "0" : Format.roundBytes(bytes));
    String description =
        bars.stream()
            .map(bar -> bar.name() + " " + bar.label())
            .collect(Collectors.joining("; ", note + " ", "."));
    return Optional.of(new Chart("memory", title, description, chart.drawing()));
  }
}
