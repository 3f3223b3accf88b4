package peftlab.report.chart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.knowm.xchart.XYChart;
import peftlab.experiment.TrialResult;
import peftlab.experiment.TrialResult.CurvePoint;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/** Training loss over the steps, the mean over seeds, smoothed by a moving average. */
final class LearningCurves {
  private LearningCurves() {}

  static Optional<Chart> of(ResultTable table, Task task, Palette palette, String name) {
    Curves curves = new Curves();
    for (Row row : table.rows()) {
      SortedMap<Integer, Double> curve = mean(row.finished().getOrDefault(task.name(), List.of()));
      if (curve.size() > 1) {
        curves.add(
            row.configuration().label(),
            curve.keySet().stream().map(Integer::doubleValue).toList(),
            smooth(List.copyOf(curve.values())),
            palette.color(row.configuration().method()));
      }
    }
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    String title = task.name() + ": learning curves";
    XYChart chart = curves.chart(title, "step", "training loss (moving average)", 0);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(Math.max(curves.most(), 0.01) * 1.05);
    return Optional.of(new Chart(name, title, chart));
  }

  /** Mean loss of each step that every trial recorded as a finite number. */
  private static SortedMap<Integer, Double> mean(List<TrialResult> trials) {
    Map<Integer, List<Double>> losses = new HashMap<>();
    for (TrialResult trial : trials) {
      for (CurvePoint point : trial.learningCurve()) {
        if (Double.isFinite(point.loss())) {
          losses.computeIfAbsent(point.step(), step -> new ArrayList<>()).add(point.loss());
        }
      }
    }
    TreeMap<Integer, Double> mean = new TreeMap<>();
    losses.forEach(
        (step, values) -> {
          if (values.size() == trials.size()) {
            mean.put(step, values.stream().mapToDouble(value -> value).average().orElseThrow());
          }
        });
    return mean;
  }

  /** The mean of each value and its neighbours, up to a twentieth of the curve on each side. */
  static List<Double> smooth(List<Double> values) {
    int reach = values.size() / 20;
    List<Double> smooth = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      int side = Math.min(reach, i);
      List<Double> near = values.subList(i - side, Math.min(values.size(), i + side + 1));
      smooth.add(near.stream().mapToDouble(value -> value).average().orElseThrow());
    }
    return smooth;
  }
}
