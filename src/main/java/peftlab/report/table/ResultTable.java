package peftlab.report.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import peftlab.InputException;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.results.TrialResult.Status;
import peftlab.metric.Metric;
import peftlab.report.stats.Summary;

/**
 * The results of a suite, its search trials left aside: a row per configuration, seeds together.
 */
public final class ResultTable {

  /**
   * One column: a task and the metric it is judged by.
   *
   * @param name of the task
   * @param metric that its trials are judged by
   */
  public record Task(String name, Metric metric) {}

  /**
   * One row.
   *
   * @param configuration that its trials share
   * @param finished trials by task, in order of their seeds; no entry for a task without any
   * @param failed trials that left no score, those without their task's metric included
   */
  public record Row(
      Configuration configuration,
      Map<String, List<TrialResult>> finished,
      List<TrialResult> failed) {

    /**
     * The task's metric over this row's seeds; of none where a seed diverged, since the mean of the
     * others would be the higher for it and is not to be compared.
     */
    public Summary score(Task task) {
      return diverged(task) > 0 ? Summary.of() : finishedScore(task);
    }

    /** The task's metric over the seeds that ended well. */
    public Summary finishedScore(Task task) {
      return Summary.of(
          finished.getOrDefault(task.name(), List.of()).stream()
              .mapToDouble(result -> result.metrics().get(task.metric().id()))
              .toArray());
    }

    /** The failed trials of one task. */
    public List<TrialResult> failed(Task task) {
      return failed.stream().filter(result -> result.trial().task().equals(task.name())).toList();
    }

    /** The number of seeds that diverged on a task. */
    public int diverged(Task task) {
      return (int)
          failed(task).stream().filter(result -> result.status() == Status.DIVERGED).count();
    }

    /** All finished trials, of every task. */
    public List<TrialResult> all() {
      return finished.values().stream().flatMap(Collection::stream).toList();
    }
  }

  private final List<Task> tasks;
  private final List<Row> rows;
  private final List<RateSearch> searches;
  private final List<TrialResult> searched;
  private final Configurations configurations;
  private final List<String> unscored;

  private ResultTable(
      List<Task> tasks,
      List<Row> rows,
      List<RateSearch> searches,
      List<TrialResult> searched,
      Configurations configurations,
      List<String> unscored) {
    this.searched = searched;
    this.configurations = configurations;
    this.unscored = unscored;
    this.tasks = tasks;
    this.rows = rows;
    this.searches = searches;
  }

  /**
   * Groups {@code results}: rows in the order in which their first trials appear, those of searches
   * included, which make no rows; tasks in the order of final trials. Of two results with one id
   * the later counts.
   *
   * @throws InputException where a task is judged by several metrics
   */
  public static ResultTable of(List<TrialResult> results) {
    Map<String, TrialResult> finals = new LinkedHashMap<>();
    Map<String, TrialResult> searched = new LinkedHashMap<>();
    for (TrialResult result : results) {
      boolean search = result.trial().phase().equals(RecordedTrial.SEARCH);
      (search ? searched : finals).put(result.id(), result);
    }
    Configurations configurations = new Configurations(List.copyOf(finals.values()));
    Map<String, Task> tasks = new LinkedHashMap<>();
    Map<String, Row> rows = new LinkedHashMap<>();
    for (TrialResult result : finals.values()) {
      Configuration configuration = configurations.of(result);
      Row row =
          rows.computeIfAbsent(
              configuration.key(),
              key -> new Row(configuration, new LinkedHashMap<>(), new ArrayList<>()));
      if (result.status() != Status.OK) {
        row.failed().add(result);
      } else if (scored(result)) {
        Task task = task(tasks, result);
        row.finished().computeIfAbsent(task.name(), name -> new ArrayList<>()).add(result);
      } else {
        row.failed().add(unscored(result));
      }
    }
    for (Row row : rows.values()) {
      for (List<TrialResult> trials : row.finished().values()) {
        trials.sort(Comparator.comparingLong(result -> result.trial().settings().seed()));
      }
    }
    List<Task> columns = List.copyOf(tasks.values());
    return new ResultTable(
        columns,
        ordered(rows, results, configurations),
        RateSearch.of(List.copyOf(searched.values()), finals.values(), configurations, columns),
        List.copyOf(searched.values()),
        configurations,
        Stream.concat(finals.values().stream(), searched.values().stream())
            .filter(result -> result.status() == Status.OK && !scored(result))
            .map(result -> unscored(result, configurations.of(result)))
            .toList());
  }

  private static List<Row> ordered(
      Map<String, Row> rows, List<TrialResult> results, Configurations configurations) {
    Map<String, Row> ordered = new LinkedHashMap<>();
    for (TrialResult result : results) {
      String key = configuration(configurations, result).key();
      if (rows.containsKey(key)) {
        ordered.putIfAbsent(key, rows.get(key));
      }
    }
    return List.copyOf(ordered.values());
  }

  private static Configuration configuration(Configurations configurations, TrialResult result) {
    return result.trial().phase().equals(RecordedTrial.SEARCH)
        ? configurations.searched(result)
        : configurations.of(result);
  }

  private static Task task(Map<String, Task> tasks, TrialResult result) {
    String name = result.trial().task();
    Task task = tasks.computeIfAbsent(name, key -> new Task(key, metric(result)));
    if (!task.metric().id().equals(result.metric())) {
      throw new InputException(
          "trial %s: task %s is judged by %s here and by %s in another trial; one table needs one"
              .formatted(result.id(), name, result.metric(), task.metric().id()));
    }
    return task;
  }

  private static Metric metric(TrialResult result) {
    try {
      return Metric.named(result.metric());
    } catch (InputException e) {
      throw new InputException("trial " + result.id() + ": " + e.getMessage(), e);
    }
  }

  private static boolean scored(TrialResult result) {
    Double score = result.metrics().get(result.metric());
    return score != null && Double.isFinite(score);
  }

  private static TrialResult unscored(TrialResult result) {
    return result.failed(missing(result));
  }

  private static String unscored(TrialResult result, Configuration configuration) {
    RecordedTrial trial = result.trial();
    return "trial %s (%s on %s, %s, seed %d) is left out: %s"
        .formatted(
            result.id(),
            configuration.label(),
            trial.task(),
            trial.phase(),
            trial.settings().seed(),
            missing(result));
  }

  private static String missing(TrialResult result) {
    Double score = result.metrics().get(result.metric());
    return score == null
        ? "no " + result.metric() + " among its metrics"
        : "its " + result.metric() + " is " + score;
  }

  /** The tasks, in the order they first appear. */
  public List<Task> tasks() {
    return tasks;
  }

  /** The searches for learning rates. */
  public List<RateSearch> searches() {
    return searches;
  }

  /** The rows, in the order they first appear. */
  public List<Row> rows() {
    return rows;
  }

  /** The search trials. */
  public List<TrialResult> searched() {
    return searched;
  }

  /** The label of the row that {@code result} is in or helps to choose a rate for. */
  public String label(TrialResult result) {
    return configuration(configurations, result).label();
  }

  /** Method and hyperparameters of {@code result} on one line, whatever its settings. */
  public String method(TrialResult result) {
    return configurations.method(result).label();
  }

  /** A line for each trial that ended well and yet left no score, which it names. */
  public List<String> unscored() {
    return unscored;
  }

  /** The finished trials of all rows. */
  public List<TrialResult> finished() {
    return rows.stream().flatMap(row -> row.all().stream()).toList();
  }

  /** A file's name for one task: {@code base} alone where there is only one task. */
  public String fileName(String base, Task task) {
    if (tasks.size() == 1) {
      return base;
    }
    long alike = tasks.stream().filter(other -> plain(other).equals(plain(task))).count();
    String number = alike == 1 ? "" : "-" + (tasks.indexOf(task) + 1);
    return base + "-" + plain(task) + number;
  }

  private static String plain(Task task) {
    return task.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
