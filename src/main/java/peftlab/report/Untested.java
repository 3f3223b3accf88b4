package peftlab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/** The scores of a table that could not be compared, by reason. */
final class Untested {
  /** The reason of a single run in a table of several. */
  static final String ONE_RUN =
      "a single run cannot be compared with several, since its spread over seeds is unknown";

  private final Map<String, Map<Task, Set<String>>> reasons = new LinkedHashMap<>();

  void add(Task task, Row row, String reason) {
    reasons
        .computeIfAbsent(reason, key -> new LinkedHashMap<>())
        .computeIfAbsent(task, key -> new LinkedHashSet<>())
        .add(row.configuration().label());
  }

  /** A sentence for each reason with the configurations that it holds for. */
  List<String> notes(ResultTable table) {
    List<String> notes = new ArrayList<>();
    reasons.forEach(
        (reason, tasks) -> {
          List<String> parts = new ArrayList<>();
          tasks.forEach((task, labels) -> parts.add(part(table, task, labels)));
          notes.add("Not tested (" + reason + "): " + String.join("; ", parts) + ".");
        });
    return notes;
  }

  private static String part(ResultTable table, Task task, Set<String> labels) {
    long scored = table.rows().stream().filter(row -> row.score(task).n() > 0).count();
    String names = labels.size() == scored ? "all" : String.join(", ", labels);
    return table.tasks().size() == 1 ? names : task.name() + ": " + names;
  }
}
