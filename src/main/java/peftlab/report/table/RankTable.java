package peftlab.report.table;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import peftlab.report.table.ResultTable.Row;
import peftlab.report.table.ResultTable.Task;

/** Scores by rank, bottleneck or length, a row a method: laid out as LoRA's Table 6. */
public final class RankTable {
  private RankTable() {}

  /** The table of one task; empty where no method has two sizes. */
  public static Optional<PaperTable> of(ResultTable results, Task task, Marks marks) {
    Map<String, Map<Integer, Row>> lines = new LinkedHashMap<>();
    TreeSet<Integer> sizes = new TreeSet<>();
    Set<String> knobs = new LinkedHashSet<>();
    for (Row row : results.rows()) {
      Optional<String> knob = Capacity.knob(results, row.configuration().method());
      if (knob.isPresent()) {
        int size = Integer.parseInt(row.configuration().shown().get(knob.get()));
        String line = row.configuration().labelWithout(knob.get());
        lines.computeIfAbsent(line, key -> new TreeMap<>()).put(size, row);
        sizes.add(size);
        knobs.add(Capacity.longName(knob.get()));
      }
    }
    lines.values().removeIf(rows -> rows.size() < 2);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String by = Capacity.alternatives(knobs);
    PaperTable.Builder table =
        new PaperTable.Builder(task.name() + ": " + task.metric().label() + " by " + by)
            .words("method");
    sizes.forEach(size -> table.numbers(String.valueOf(size)));
    lines.forEach(
        (line, rows) -> {
          table.row().cell(line);
          for (int size : sizes) {
            Row row = rows.get(size);
            if (row == null) {
              table.cell("–");
            } else {
              table.cell(
                  ScoreCell.text(row, task), ScoreCell.value(row, task), marks.of(row, task));
            }
          }
        });
    return Optional.of(
        table.note("Columns: " + by + ". Marks as in the table of all methods.").build());
  }
}
