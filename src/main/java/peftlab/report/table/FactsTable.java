package peftlab.report.table;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;

/** What all results have in common and where they differ: settings, and provenance. */
public final class FactsTable {
  private static final int MOST = 12;

  private FactsTable() {}

  /** Every training setting with the values it takes. */
  public static PaperTable settings(List<TrialResult> trials) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (TrialResult result : trials) {
      RecordedTrial trial = result.trial();
      add(values, "model", trial.model());
      add(values, "task", trial.task());
      TrialSettings.of(trial).forEach((name, value) -> add(values, name, value));
      trial
          .hyper()
          .forEach((name, value) -> add(values, trial.method() + "." + name, Format.value(value)));
    }
    return table("Settings", "setting", values);
  }

  /** Every fact of provenance with the values it takes. */
  public static PaperTable provenance(List<TrialResult> trials) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (TrialResult trial : trials) {
      trial.provenance().forEach((name, value) -> add(values, name, String.valueOf(value)));
    }
    return table("Provenance", "fact", values);
  }

  private static void add(Map<String, Set<String>> values, String name, String value) {
    values.computeIfAbsent(name, key -> new TreeSet<>()).add(value);
  }

  private static PaperTable table(String title, String first, Map<String, Set<String>> values) {
    PaperTable.Builder table = new PaperTable.Builder(title).words(first, "values");
    values.forEach(
        (name, seen) -> {
          String shown = String.join("; ", seen.stream().limit(MOST).toList());
          int more = seen.size() - MOST;
          table.row().cell(name).cell(more > 0 ? shown + "; and " + more + " more" : shown);
        });
    return table.build();
  }
}
