package peftlab.report.chart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.CurvePoint;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * Training loss over the steps, the mean over seeds, smoothed by a moving average. Losses that are
 * not the task's cross entropy have axes of their own.
 */
final class LearningCurves {
  private static final String TASK_LOSS = "";
  private static final int SUBTITLE = 26;

  private LearningCurves() {}

  /** Draws this chart in every report. */
  public static final class Kind implements ChartKind {
    @Override
    public int place() {
      return 50;
    }

    @Override
    public List<Chart> of(ResultTable table) {
      return ChartKind.byTask(table, "learning-curves", LearningCurves::of);
    }
  }

  static Optional<Chart> of(ResultTable table, Task task, String name) {
    Map<String, List<Curve>> byLoss = new LinkedHashMap<>();
    for (Row row : table.rows()) {
      List<TrialResult> trials = row.finished().getOrDefault(task.name(), List.of());
      SortedMap<Integer, Double> curve = mean(trials);
      if (curve.size() > 1) {
        byLoss
            .computeIfAbsent(OwnLoss.of(trials).orElse(TASK_LOSS), loss -> new ArrayList<>())
            .add(curve(row.configuration().label(), curve));
      }
    }
    if (byLoss.isEmpty()) {
      return Optional.empty();
    }
    String title = task.name() + ": learning curves";
    boolean shared = byLoss.values().stream().anyMatch(curves -> curves.size() > 1);
    boolean several =
        table.rows().stream()
            .anyMatch(row -> row.finished().getOrDefault(task.name(), List.of()).size() > 1);
    Heading heading =
        new Heading(
            title,
            (several ? "Training loss, mean over seeds" : "Training loss, one run each")
                + ", smoothed by a moving average over a tenth of the steps."
                + (shared ? " Grey: the other configurations." : "")
                + (byLoss.size() > 1 ? " A different loss has its own axis." : ""));
    Map<String, SmallMultiples> blocks = new LinkedHashMap<>();
    double height = heading.bottom();
    int most = byLoss.values().stream().mapToInt(List::size).max().orElseThrow();
    for (String loss : inOrder(byLoss)) {
      SmallMultiples block = block(byLoss.get(loss), most);
      blocks.put(loss, block);
      height += block.height() + (byLoss.size() > 1 ? SUBTITLE : 0);
    }
    Drawing drawing =
        new Drawing(
            (int) Math.ceil(height),
            pen -> {
              heading.paint(pen);
              double top = heading.bottom();
              for (Map.Entry<String, SmallMultiples> block : blocks.entrySet()) {
                if (blocks.size() > 1) {
                  subtitle(pen, block.getKey(), top + SUBTITLE / 2.0);
                  top += SUBTITLE;
                }
                block.getValue().paint(pen, top);
                top += block.getValue().height();
              }
            });
    return Optional.of(new Chart(name, title, words(byLoss), drawing));
  }

  private static Curve curve(String name, SortedMap<Integer, Double> losses) {
    List<Double> y = smooth(List.copyOf(losses.values()));
    List<Double> x = losses.keySet().stream().limit(y.size()).map(Integer::doubleValue).toList();
    return new Curve(name, x, y);
  }

  /** The task's own loss first. */
  private static List<String> inOrder(Map<String, List<Curve>> byLoss) {
    List<String> losses = new ArrayList<>(byLoss.keySet());
    if (losses.remove(TASK_LOSS)) {
      losses.add(0, TASK_LOSS);
    }
    return losses;
  }

  private static void subtitle(Pen pen, String loss, double y) {
    String text = loss.equals(TASK_LOSS) ? "Cross entropy" : "Different loss: " + loss;
    String fitting = Heading.fitting(text, Pen.TEXT, Drawing.WIDTH - 2 * Drawing.MARGIN);
    pen.left(fitting, Drawing.MARGIN, y, Pen.TEXT, Palette.INK);
  }

  private static SmallMultiples block(List<Curve> curves, int columns) {
    Scale x = Scale.exact(0, Curve.longest(curves), 5);
    Scale y = Scale.fromZero(Math.max(Curve.most(curves), 0.01), 4);
    return new SmallMultiples(
        Curve.panels(curves),
        Curve.backdrop(curves),
        columns,
        new SmallMultiples.Axis("step", x, x::plain),
        new SmallMultiples.Axis("training loss", y, y::plain));
  }

  private static String words(Map<String, List<Curve>> byLoss) {
    List<String> ends = new ArrayList<>();
    byLoss.forEach(
        (loss, curves) ->
            curves.forEach(
                curve ->
                    ends.add(
                        String.format(
                            Locale.ROOT,
                            "%s %.2f%s",
                            curve.name(),
                            curve.last(),
                            loss.equals(TASK_LOSS) ? "" : " (another loss)"))));
    return "Loss at the end: " + String.join("; ", ends) + ".";
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

  /**
   * The mean of each value and its neighbours, up to a twentieth of the curve on each side, as many
   * on the one side as on the other: fewer near the beginning. It ends where its full window does,
   * for single values at the end would say more of a batch than of the method.
   */
  static List<Double> smooth(List<Double> values) {
    int reach = values.size() / 20;
    List<Double> smooth = new ArrayList<>();
    for (int i = 0; i < values.size() - reach; i++) {
      int side = Math.min(reach, i);
      List<Double> near = values.subList(i - side, i + side + 1);
      smooth.add(near.stream().mapToDouble(value -> value).average().orElseThrow());
    }
    return smooth;
  }
}
