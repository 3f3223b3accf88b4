package peftlab.report.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import peftlab.experiment.TrialResult;
import peftlab.report.chart.StackedBars.Bar;
import peftlab.report.table.Format;
import peftlab.report.table.Measures;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;

/** Peak memory by category, a bar per configuration, with the predicted one beside it. */
final class MemoryChart {
  private static final List<Color> COLORS =
      List.of(new Color(0xB0B0B0), Palette.BLUE, Palette.ORANGE, Palette.GREEN, Palette.PURPLE);

  private MemoryChart() {}

  static Optional<Chart> of(ResultTable table) {
    List<Bar> bars = new ArrayList<>();
    boolean predicted = false;
    for (Row row : table.rows()) {
      List<TrialResult> trials = row.all();
      double counted = Measures.totalMemory(trials, TrialResult::memory);
      double expected = Measures.totalMemory(trials, TrialResult::predictedMemory);
      if (counted > 0) {
        bars.add(
            bar(
                Style.shortened(row.configuration().label()),
                Measures.memory(trials, TrialResult::memory),
                counted,
                false));
      }
      if (counted > 0 && expected > 0) {
        predicted = true;
        bars.add(bar("", Measures.memory(trials, TrialResult::predictedMemory), expected, true));
      }
    }
    if (bars.isEmpty()) {
      return Optional.empty();
    }
    String title = "Peak memory by category" + (predicted ? ": counted, and pale: predicted" : "");
    XYChart chart = StackedBars.chart(title, "peak memory", bars, Measures.categories(), COLORS);
    chart.setCustomXAxisTickLabelsFormatter(Format::roundBytes);
    return Optional.of(new Chart("memory", title, chart));
  }

  private static Bar bar(String name, Map<String, Double> parts, double total, boolean pale) {
    return new Bar(name, List.copyOf(parts.values()), Format.bytes(total), pale);
  }
}
