package peftlab.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import peftlab.InputException;
import peftlab.metric.Metric;

/**
 * A classification task: rows to train on and rows to report on.
 *
 * @param name as tables show it
 * @param metric what it is judged by
 * @param labels names of the classes, sorted by code point as Python sorts; a class's index is its
 *     place here
 * @param train rows to train on
 * @param validation rows of a split of its own for choosing settings; empty where none exists
 * @param eval rows to report on
 */
public record Dataset(
    String name,
    Metric metric,
    List<String> labels,
    List<Row> train,
    List<Row> validation,
    List<Row> eval) {

  /** The order of labels. */
  private static final Comparator<String> BY_CODE_POINT =
      Comparator.comparing(label -> label.codePoints().toArray(), Arrays::compare);

  /**
   * Creates one; the labels are those of the training rows.
   *
   * @throws InputException if there are too few classes, or the metric cannot judge so many
   */
  public static Dataset of(
      String name, Metric metric, List<Row> train, List<Row> validation, List<Row> eval) {
    List<String> labels = labels(train);
    if (labels.size() < 2) {
      throw new InputException(name + ": all training rows have the label " + labels.get(0));
    }
    return new Dataset(name, metric, labels, train, validation, eval).judgedBy(metric);
  }

  /**
   * Itself, judged by another metric.
   *
   * @throws InputException if it cannot judge so many classes
   */
  public Dataset judgedBy(Metric newMetric) {
    if (!newMetric.fits(labels.size())) {
      throw new InputException(
          "%s: %s cannot judge the %d classes of its training rows; these can: %s"
              .formatted(
                  name,
                  newMetric.id(),
                  labels.size(),
                  String.join(", ", Metric.fitting(labels.size()))));
    }
    return new Dataset(name, newMetric, labels, train, validation, eval);
  }

  /** The labels of the rows, each once, sorted by code point. */
  public static List<String> labels(List<Row> rows) {
    return rows.stream().map(Row::label).distinct().sorted(BY_CODE_POINT).toList();
  }

  /** Itself with only the first rows of each split; 0 keeps all. The labels stay. */
  public Dataset limited(int trainLimit, int evalLimit) {
    return new Dataset(
        name,
        metric,
        labels,
        first(train, trainLimit),
        first(validation, evalLimit),
        first(eval, evalLimit));
  }

  private static List<Row> first(List<Row> rows, int limit) {
    return limit > 0 && limit < rows.size() ? rows.subList(0, limit) : rows;
  }

  /**
   * The data set to choose settings on: its rows to report on are the validation split, or, where
   * it has none of its own, rows taken from train. The rows that are reported in the end are not in
   * it.
   *
   * @param share of the training rows that is taken where there is no validation split
   * @param seed of the choice of these rows
   */
  public Dataset forSelection(double share, long seed) {
    Validation.Split split =
        validation.isEmpty()
            ? Validation.split(train, share, seed)
            : new Validation.Split(train, validation);
    return new Dataset(name, metric, labels, split.train(), List.of(), split.held());
  }

  /**
   * Tokenizes rows of this data set.
   *
   * @param maxLength tokens after which a row is cut
   */
  public List<Example> examples(List<Row> rows, Tokenizer tokenizer, int maxLength) {
    Map<String, Integer> indices = new HashMap<>();
    labels.forEach(label -> indices.put(label, indices.size()));
    List<TokenizedText> texts = tokenizer.encode(rows, maxLength);
    List<Example> examples = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      TokenizedText text = texts.get(i);
      examples.add(new Example(text.ids(), text.types(), indices.get(rows.get(i).label())));
    }
    return examples;
  }

  /** SHA-256 of metric, labels and all rows in their order, as 64 hexadecimal digits. */
  public String fingerprint() {
    MessageDigest digest = sha256();
    update(digest, metric.id());
    update(digest, Integer.toString(labels.size()));
    labels.forEach(label -> update(digest, label));
    for (List<Row> rows : List.of(train, validation, eval)) {
      update(digest, Integer.toString(rows.size()));
      for (Row row : rows) {
        update(digest, row.label());
        update(digest, row.textA());
        update(digest, row.textB());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    int length = text == null ? -1 : bytes.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    digest.update(bytes);
  }
}
