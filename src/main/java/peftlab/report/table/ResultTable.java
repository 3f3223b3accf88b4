package peftlab.report.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peftlab.InputException;
import peftlab.experiment.TrialResult;
import peftlab.experiment.TrialResult.Status;
import peftlab.report.stats.Summary;

/**
 * The results of a suite, its search trials left aside: a row per configuration, seeds together.
 */
public final class ResultTable {

  /**
   * One column: a task and the metric it is judged by.
   *
   * @param name of the task
   * @param metric name, as in {@link TrialResult#metrics()}
   */
  public record Task(String name, String metric) {}

  /**
   * One row.
   *
   * @param configuration that its trials share
   * @param finished trials by task, in order of their seeds; no entry for a task without any
   * @param failed trials that left no score
   */
  public record Row(
      Configuration configuration,
      Map<String, List<TrialResult>> finished,
      List<TrialResult> failed) {

    /** The task's metric over this row's seeds. */
    public Summary score(Task task) {
      return Summary.of(
          finished.getOrDefault(task.name(), List.of()).stream()
              .mapToDouble(result -> result.metrics().get(task.metric()))
              .toArray());
    }

    /** All finished trials, of every task. */
    public List<TrialResult> all() {
      return finished.values().stream().flatMap(Collection::stream).toList();
    }
  }

  private final List<Task> tasks;
  private final List<Row> rows;

  private ResultTable(List<Task> tasks, List<Row> rows) {
    this.tasks = tasks;
    this.rows = rows;
  }

  /**
   * Groups {@code results}: rows and tasks in the order they first appear; of two results with one
   * id the later counts. Search trials are left out.
   *
   * @throws InputException where a task is judged by several metrics, or a finished trial lacks its
   *     metric
   */
  public static ResultTable of(List<TrialResult> results) {
    Map<String, TrialResult> finals = new LinkedHashMap<>();
    for (TrialResult result : results) {
      if (!result.trial().phase().equals("search")) {
        finals.put(result.id(), result);
      }
    }
    Configurations configurations = new Configurations(List.copyOf(finals.values()));
    Map<String, Task> tasks = new LinkedHashMap<>();
    Map<String, Row> rows = new LinkedHashMap<>();
    for (TrialResult result : finals.values()) {
      Configuration configuration = configurations.of(result.trial());
      Row row =
          rows.computeIfAbsent(
              configuration.key(),
              key -> new Row(configuration, new LinkedHashMap<>(), new ArrayList<>()));
      if (result.status() == Status.OK) {
        Task task = task(tasks, result);
        row.finished().computeIfAbsent(task.name(), name -> new ArrayList<>()).add(result);
      } else {
        row.failed().add(result);
      }
    }
    for (Row row : rows.values()) {
      for (List<TrialResult> trials : row.finished().values()) {
        trials.sort(java.util.Comparator.comparingLong(result -> result.trial().settings().seed()));
      }
    }
    return new ResultTable(List.copyOf(tasks.values()), List.copyOf(rows.values()));
  }

  private static Task task(Map<String, Task> tasks, TrialResult result) {
    String name = result.trial().task();
    Task task = tasks.computeIfAbsent(name, key -> new Task(key, result.metric()));
    if (!task.metric().equals(result.metric())) {
      throw new InputException(
          "trial %s: task %s is judged by %s here and by %s in another trial; one table needs one"
              .formatted(result.id(), name, result.metric(), task.metric()));
    }
    if (!result.metrics().containsKey(task.metric())) {
      throw new InputException(
          "trial %s: no %s among its metrics %s"
              .formatted(result.id(), task.metric(), result.metrics().keySet()));
    }
    return task;
  }

  /** The tasks, in the order they first appear. */
  public List<Task> tasks() {
    return tasks;
  }

  /** The rows, in the order they first appear. */
  public List<Row> rows() {
    return rows;
  }
}
