package peftlab.published;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import peftlab.metric.Metric;

/**
 * A table that a paper printed, as {@code tables/<id>.yaml} holds it.
 *
 * @param id in the command
 * @param title what it shows
 * @param citation where it was printed
 * @param protocol how its scores were made
 * @param seeds runs of each score; 0 where the source does not say
 * @param tasks columns of scores, in order
 * @param metrics what a task is judged by where that is not accuracy, as results name it
 * @param notes for the reader
 * @param rows in order
 */
public record PublishedTable(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String title,
    @JsonProperty(required = true) String citation,
    @JsonProperty(required = true) String protocol,
    int seeds,
    List<String> tasks,
    Map<String, String> metrics,
    List<String> notes,
    @JsonProperty(required = true) List<Row> rows) {

  /** Fills in what the YAML may leave out. */
  public PublishedTable {
    tasks = tasks == null ? List.of() : List.copyOf(tasks);
    metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
    notes = notes == null ? List.of() : List.copyOf(notes);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (!row.scores().isEmpty() && row.scores().size() != tasks.size()) {
        throw new IllegalArgumentException(row.label() + " has not a score for every task");
      }
    }
  }

  /**
   * A row.
   *
   * @param label of the row
   * @param model that was trained
   * @param method its id here; null where none is the same
   * @param set hyperparameters that the source gives; null where it gives too few to count
   * @param pooler false where the model is counted without its pooler
   * @param bits of every value
   * @param figures counts and sizes
   * @param scores one for each task, in per cent; empty where the row has none
   */
  public record Row(
      @JsonProperty(required = true) String label,
      @JsonProperty(required = true) String model,
      String method,
      Map<String, Object> set,
      Boolean pooler,
      int bits,
      List<Figure> figures,
      List<Double> scores) {
    /** Fills in what the YAML may leave out. */
    public Row {
      bits = bits == 0 ? Float.SIZE : bits;
      pooler = pooler == null || pooler;
      figures = figures == null ? List.of() : List.copyOf(figures);
      scores = scores == null ? List.of() : List.copyOf(scores);
    }

    /** Whether the source says enough to count this row. */
    public boolean countable() {
      return method != null && set != null;
    }
  }

  /**
   * A printed number.
   *
   * @param quantity what it counts
   * @param published as printed, with its unit
   * @param mismatch why the source's own settings give another number, where that is known
   * @param note for the reader
   */
  public record Figure(
      @JsonProperty(required = true) Quantity quantity,
      @JsonProperty(required = true) String published,
      String mismatch,
      String note) {}

  /** What task {@code task} is judged by, as results name it. */
  public String metric(String task) {
    return metrics.getOrDefault(task, Metric.ACCURACY.id());
  }
}
