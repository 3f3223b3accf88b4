package peftlab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.metric.Metric;
import peftlab.report.PredictionSource.Kept;
import peftlab.report.stats.CrossedTest;
import peftlab.report.stats.Difference;
import peftlab.report.stats.Holm;
import peftlab.report.stats.Jackknife;
import peftlab.report.stats.McNemar;
import peftlab.report.stats.Run;
import peftlab.report.table.Mark;
import peftlab.report.table.Marks;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/**
 * Tells which configurations of a table differ, from stored predictions.
 *
 * <p>Configurations with several runs are compared by a test over seeds and examples; two single
 * runs by a test over examples, McNemar's for accuracy. One run beside several is not compared: its
 * spread over seeds is unknown. The p values are corrected for the number of all pairs within a
 * task: the best is not known beforehand, so that pairs with it are no smaller family. Where there
 * are many pairs, only those with the best are kept. Nothing is drawn at random.
 */
final class Comparisons implements Marks {
  static final double SIGNIFICANCE = 0.05;
  private static final int MOST_PAIRS = 120;

  /** How two configurations were compared. */
  enum Test {
    /** {@link CrossedTest} over seeds and examples. */
    CROSSED("t, seeds and rows"),
    /** {@link McNemar}'s test of two single runs. */
    MCNEMAR("McNemar"),
    /** {@link CrossedTest#single} over examples, of two single runs. */
    EXAMPLES("t, rows");

    private final String label;

    Test(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * Two configurations on one task, the one with the higher mean first.
   *
   * @param task they were tried on
   * @param better configuration with the higher mean
   * @param worse the other one
   * @param difference of their scores; its interval and p value
   * @param adjusted p value, corrected for the number of pairs
   * @param test that was used
   */
  record Pair(Task task, Row better, Row worse, Difference difference, double adjusted, Test test) {
    boolean resolved() {
      return adjusted < SIGNIFICANCE;
    }

    private Pair corrected(double p) {
      return new Pair(task, better, worse, difference, p, test);
    }

    private boolean isOf(Row one, Row other) {
      return (is(better, one) && is(worse, other)) || (is(better, other) && is(worse, one));
    }

    private static boolean is(Row a, Row b) {
      return a.configuration().equals(b.configuration());
    }
  }

  private final ResultTable table;
  private final List<Pair> pairs = new ArrayList<>();
  private final Untested untested = new Untested();

  /** Compares the rows of {@code table}. */
  Comparisons(ResultTable table, PredictionSource source) {
    this.table = table;
    table.tasks().forEach(task -> compare(task, source));
  }

  List<Pair> pairs() {
    return pairs;
  }

  /** What could not be compared, and why. */
  @Override
  public List<String> notes() {
    return untested.notes(table);
  }

  @Override
  public Mark of(Row row, Task task) {
    Marks best = Marks.best(table);
    if (row.score(task).n() == 0 || best.of(row, task) == Mark.BEST) {
      return best.of(row, task);
    }
    List<Pair> withBest =
        table.rows().stream()
            .filter(other -> best.of(other, task) == Mark.BEST)
            .flatMap(other -> pair(task, row, other).stream())
            .toList();
    if (withBest.isEmpty()) {
      return Mark.UNTESTED;
    }
    return withBest.stream().allMatch(Pair::resolved) ? Mark.NONE : Mark.TIE;
  }

  private Optional<Pair> pair(Task task, Row row, Row other) {
    return pairs.stream()
        .filter(pair -> pair.task().equals(task) && pair.isOf(row, other))
        .findFirst();
  }

  private record Method(
      Row row, List<Long> seeds, List<Run> runs, Set<List<String>> classes, List<double[]> values) {
    boolean single() {
      return runs.size() == 1;
    }

    List<Integer> labels() {
      return runs.get(0).labels();
    }
  }

  private void compare(Task task, PredictionSource source) {
    List<Method> methods = sameRows(task, methods(task, source));
    List<Method> several = methods.stream().filter(method -> !method.single()).toList();
    if (!several.isEmpty()) {
      methods.stream()
          .filter(Method::single)
          .forEach(method -> untested.add(task, method.row(), Untested.ONE_RUN));
    }
    CrossedTest crossed =
        new CrossedTest(
            several.stream().map(m -> new CrossedTest.Runs(m.seeds(), m.values())).toList());
    List<Pair> found = new ArrayList<>();
    for (int a = 0; a < methods.size(); a++) {
      for (int b = a + 1; b < methods.size(); b++) {
        Method better = methods.get(a);
        Method worse = methods.get(b);
        if (better.single() && worse.single()) {
          found.add(single(task, better, worse));
        } else if (!better.single() && !worse.single()) {
          Difference difference = crossed.compare(several.indexOf(better), several.indexOf(worse));
          found.add(
              new Pair(task, better.row(), worse.row(), difference, difference.p(), Test.CROSSED));
        }
      }
    }
    List<Double> adjusted = Holm.adjust(found.stream().map(Pair::adjusted).toList());
    for (int i = 0; i < found.size(); i++) {
      Pair pair = found.get(i).corrected(adjusted.get(i));
      if (found.size() <= MOST_PAIRS || pair.better().equals(methods.get(0).row())) {
        pairs.add(pair);
      }
    }
  }

  private static Pair single(Task task, Method better, Method worse) {
    boolean accuracy = task.metric() == Metric.ACCURACY;
    Difference difference =
        accuracy
            ? McNemar.compare(better.runs().get(0), worse.runs().get(0))
            : CrossedTest.single(better.values().get(0), worse.values().get(0));
    return new Pair(
        task,
        better.row(),
        worse.row(),
        difference,
        difference.p(),
        accuracy ? Test.MCNEMAR : Test.EXAMPLES);
  }

  /** Rows whose predictions are all known, best first. */
  private List<Method> methods(Task task, PredictionSource source) {
    List<Method> methods = new ArrayList<>();
    List<Row> rows = new ArrayList<>(table.rows());
    rows.removeIf(row -> row.score(task).n() == 0);
    rows.sort(Comparator.comparingDouble(row -> -row.score(task).mean()));
    for (Row row : rows) {
      List<Long> seeds = new ArrayList<>();
      List<Run> runs = new ArrayList<>();
      Set<List<String>> classes = new HashSet<>();
      row.finished()
          .get(task.name())
          .forEach(
              result -> {
                Kept kept = source.of(result);
                if (!kept.known()) {
                  untested.add(task, row, kept.problem());
                } else if (kept.run().size() < 2) {
                  untested.add(task, row, "fewer than two examples were evaluated");
                } else {
                  seeds.add(result.trial().settings().seed());
                  runs.add(kept.run());
                  if (!kept.names().isEmpty()) {
                    classes.add(kept.names());
                  }
                }
              });
      if (runs.size() == row.score(task).n()) {
        methods.add(new Method(row, seeds, runs, classes, values(task, runs)));
      }
    }
    return methods;
  }

  private static List<double[]> values(Task task, List<Run> runs) {
    return runs.stream().map(run -> Jackknife.values(run, task.metric())).toList();
  }

  /** The methods with the rows and the classes that most of them have. */
  private List<Method> sameRows(Task task, List<Method> methods) {
    List<Method> alike = new ArrayList<>();
    List<Integer> labels = most(methods.stream().map(Method::labels).toList());
    List<String> classes = most(methods.stream().flatMap(m -> m.classes().stream()).toList());
    for (Method method : methods) {
      if (!method.runs().stream().allMatch(run -> run.labels().equals(labels))) {
        untested.add(task, method.row(), "evaluated on other examples");
      } else if (!method.classes().stream().allMatch(classes::equals)) {
        untested.add(task, method.row(), "other classes, or another order of them");
      } else {
        alike.add(method);
      }
    }
    return alike;
  }

  private static <T> List<T> most(List<List<T>> lists) {
    Map<List<T>, Integer> votes = new HashMap<>();
    lists.forEach(list -> votes.merge(list, 1, Integer::sum));
    return lists.stream().max(Comparator.comparingInt(votes::get)).orElse(List.of());
  }
}
