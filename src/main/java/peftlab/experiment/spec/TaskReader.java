package peftlab.experiment.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import peftlab.InputException;
import peftlab.data.ColumnChoice;
import peftlab.data.DataSource;
import peftlab.metric.Metric;

/** Reads what stands under {@code task}: names, folders, or maps that say more about one. */
final class TaskReader {
  /** What a task's map may say. */
  static final List<String> KEYS = List.of("data", "train", "eval", "columns", "metric");

  private static final String FOLDER = "{folder}";

  private final Map<String, YamlNode> top;

  TaskReader(Map<String, YamlNode> top) {
    this.top = top;
  }

  List<DataSource> tasks() {
    List<YamlNode> nodes = YamlValues.items(top.get("task"), "task");
    Map<String, DataSource> named = new LinkedHashMap<>();
    for (YamlNode node : nodes) {
      DataSource task = task(node);
      DataSource other = named.putIfAbsent(task.name(), task);
      if (other != null && !other.equals(task)) {
        throw node.origin().error("two tasks would be called '" + task.name() + "' in the results");
      }
    }
    return List.copyOf(named.values());
  }

  private DataSource task(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping)) {
      return DataSource.named(place(node, "task")).in(folder());
    }
    Map<String, YamlNode> keys = YamlValues.section(node, "task", KEYS);
    boolean files = keys.containsKey("train") && keys.containsKey("eval");
    long places = Stream.of("data", "train", "eval").filter(keys::containsKey).count();
    if (places != (files ? 2 : 1) || (places == 1 && !keys.containsKey("data"))) {
      throw YamlValues.wrong(node, "task", "data: FOLDER, or train: FILE and eval: FILE");
    }
    String place = place(keys.get(files ? "train" : "data"), files ? "train" : "data");
    String eval = files ? place(keys.get("eval"), "eval") : null;
    try {
      return new DataSource(place, eval, columns(keys.get("columns")), metric(keys.get("metric")))
          .in(folder());
    } catch (InputException e) {
      throw new InputException(node.origin() + ": " + e.getMessage(), e);
    }
  }

  private static ColumnChoice columns(YamlNode node) {
    if (node == null) {
      return ColumnChoice.NONE;
    }
    Map<String, String> columns = new LinkedHashMap<>();
    YamlValues.entries(node, "columns")
        .forEach((part, name) -> columns.put(part, YamlValues.text(name, "columns." + part)));
    return ColumnChoice.of(columns);
  }

  private static Metric metric(YamlNode node) {
    return node == null ? null : Metric.named(YamlValues.text(node, "metric"));
  }

  /** The folder of data sets; null if none was given. */
  private String folder() {
    YamlNode folder = top.get("folder");
    return folder == null ? null : YamlValues.text(folder, "folder");
  }

  private String place(YamlNode node, String key) {
    String place = YamlValues.text(node, key);
    if (!place.contains(FOLDER)) {
      return place;
    }
    if (folder() == null) {
      throw node.origin().error("task '" + place + "' needs a folder: give it with --data DIR");
    }
    return place.replace(FOLDER, folder());
  }
}
