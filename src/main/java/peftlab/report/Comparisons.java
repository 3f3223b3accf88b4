package peftlab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import peftlab.report.stats.Bootstrap;
import peftlab.report.stats.Bootstrap.Difference;
import peftlab.report.stats.Holm;
import peftlab.report.stats.McNemar;
import peftlab.report.stats.Run;
import peftlab.report.stats.SeedsNeeded;
import peftlab.report.table.Mark;
import peftlab.report.table.Marks;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;
import peftlab.train.Metrics;

/**
 * Tells which configurations of a table differ, from stored predictions.
 *
 * <p>Two configurations with one run each are compared by McNemar's test, all others by a bootstrap
 * over examples and seeds together; p values are corrected for their number within a task, pairs
 * with the best apart from the others. All pairs are compared where they are few, only those with
 * the best where they are many.
 */
final class Comparisons implements Marks {
  static final double SIGNIFICANCE = 0.05;
  private static final int MOST_PAIRS = 120;
  private static final List<String> METRICS = List.of("accuracy", "macro_f1", "mcc", "binary_f1");
  private static final double WORK = 1.5e9;
  private static final int FEWEST_REPLICATES = 2_000;
  private static final int MOST_REPLICATES = 10_000;

  /**
   * Two configurations on one task, the one with the higher mean first.
   *
   * @param task they were tried on
   * @param better configuration with the higher mean
   * @param worse the other one
   * @param difference of their scores; its interval and p value
   * @param adjusted p value, corrected for the number of pairs
   * @param single whether both have one run, so that McNemar's test gave p
   * @param seeds that would resolve the gap; empty where none would, or where that is unknown
   */
  record Pair(
      Task task,
      Row better,
      Row worse,
      Difference difference,
      double adjusted,
      boolean single,
      OptionalInt seeds) {
    boolean resolved() {
      return adjusted < SIGNIFICANCE;
    }

    boolean isWorse(Row row) {
      return worse.configuration().equals(row.configuration());
    }
  }

  private final ResultTable table;
  private final List<Pair> pairs = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Compares the rows of {@code table}. */
  Comparisons(ResultTable table, PredictionSource source) {
    this.table = table;
    table.tasks().forEach(task -> compare(task, source));
  }

  List<Pair> pairs() {
    return pairs;
  }

  /** What could not be compared, and why. */
  List<String> notes() {
    return notes;
  }

  @Override
  public Mark of(Row row, Task task) {
    Mark best = Marks.best(table).of(row, task);
    if (best == Mark.BEST) {
      return best;
    }
    boolean tied =
        pairs.stream()
            .filter(pair -> pair.task().equals(task) && pair.isWorse(row) && !pair.resolved())
            .anyMatch(pair -> Marks.best(table).of(pair.better(), task) == Mark.BEST);
    return tied ? Mark.TIE : Mark.NONE;
  }

  private record Method(Row row, List<Run> runs) {}

  private void compare(Task task, PredictionSource source) {
    List<Method> methods = methods(task, source);
    if (methods.size() < 2) {
      return;
    }
    List<List<Run>> runs = methods.stream().map(Method::runs).toList();
    double work = 1.0 * runs.stream().mapToInt(List::size).sum() * runs.get(0).get(0).size();
    int replicates = (int) Math.max(FEWEST_REPLICATES, Math.min(MOST_REPLICATES, WORK / work));
    Bootstrap bootstrap = new Bootstrap(runs, c -> Metrics.of(task.metric(), c), replicates, 1);
    boolean all = methods.size() * (methods.size() - 1) / 2 <= MOST_PAIRS;
    List<Pair> found = new ArrayList<>();
    for (int a = 0; a < (all ? methods.size() : 1); a++) {
      for (int b = a + 1; b < methods.size(); b++) {
        found.add(pair(task, methods.get(a), methods.get(b), bootstrap.compare(a, b)));
      }
    }
    List<Double> adjusted = new ArrayList<>(adjust(found.subList(0, methods.size() - 1)));
    adjusted.addAll(adjust(found.subList(methods.size() - 1, found.size())));
    for (int i = 0; i < adjusted.size(); i++) {
      Pair pair = found.get(i);
      pairs.add(
          new Pair(
              task,
              pair.better(),
              pair.worse(),
              pair.difference(),
              adjusted.get(i),
              pair.single(),
              pair.seeds()));
    }
  }

  private static List<Double> adjust(List<Pair> family) {
    return Holm.adjust(family.stream().map(Pair::adjusted).toList());
  }

  private static Pair pair(Task task, Method better, Method worse, Difference difference) {
    boolean single = better.runs().size() == 1 && worse.runs().size() == 1;
    double p = single ? McNemar.p(better.runs().get(0), worse.runs().get(0)) : difference.p();
    OptionalInt seeds =
        SeedsNeeded.of(
            difference.difference(),
            better.row().score(task).sd(),
            worse.row().score(task).sd(),
            difference.exampleSd());
    return new Pair(task, better.row(), worse.row(), difference.withP(p), p, single, seeds);
  }

  /** Rows whose predictions are all there and on the same examples, best first. */
  private List<Method> methods(Task task, PredictionSource source) {
    List<Method> methods = new ArrayList<>();
    if (!METRICS.contains(task.metric())) {
      notes.add(task.name() + ": no test is known for " + task.metric());
      return methods;
    }
    List<Row> rows = new ArrayList<>(table.rows());
    rows.removeIf(row -> row.score(task).n() == 0);
    rows.sort(Comparator.comparingDouble(row -> -row.score(task).mean()));
    for (Row row : rows) {
      List<Run> runs =
          row.finished().get(task.name()).stream()
              .flatMap(result -> source.of(result).stream())
              .toList();
      String label = row.configuration().label();
      if (runs.size() < row.score(task).n() || runs.get(0).size() == 0) {
        notes.add(task.name() + ": " + label + " was not tested, its predictions are not kept");
      } else if (differ(runs, methods)) {
        notes.add(task.name() + ": " + label + " was not tested, its evaluation rows are others");
      } else {
        methods.add(new Method(row, runs));
      }
    }
    return methods;
  }

  private static boolean differ(List<Run> runs, List<Method> methods) {
    Run first = methods.isEmpty() ? runs.get(0) : methods.get(0).runs().get(0);
    return runs.stream().anyMatch(run -> !run.labels().equals(first.labels()));
  }
}
