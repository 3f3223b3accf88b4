package peftlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import peftlab.experiment.results.TrialResult;
import peftlab.report.table.ResultTable;
import peftlab.report.table.ResultTable.Row;

/**
 * Says if results were computed on different machines or kernels: their scores then differ by
 * rounding, and their times by much more.
 */
final class MachineChecks {
  private static final List<String> KEYS = List.of("kernels", "backend", "cpu", "gpu");

  private MachineChecks() {}

  static List<Finding> of(ResultTable table) {
    List<Finding> findings = new ArrayList<>();
    for (String key : KEYS) {
      Groups groups = new Groups();
      for (Row row : table.rows()) {
        for (TrialResult result : row.all()) {
          String value = Objects.requireNonNullElse(result.provenance().get(key), "unknown");
          groups.add(value, row.configuration().label());
        }
      }
      if (groups.differ()) {
        findings.add(
            Finding.warning(
                "results are of different "
                    + key
                    + ": "
                    + groups
                    + ": their times cannot be compared, and scores differ by rounding"));
      }
    }
    return findings;
  }
}
