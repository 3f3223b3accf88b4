package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.plan.Grid;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialResult;

class OlderTrialsTest {
  private static final String SUITE =
      """
      title: t
      seeds: [1, 2]
      methods:
        - {method: head, lr: {search: {low: 1e-4, high: 1e-3, trials: 2}}}
        - {method: lora, rank: 4, lr: {search: {low: 1e-4, high: 1e-3, trials: 2}}}
      """;

  @TempDir Path folder;

  private List<TrialGroup> groups(String code) {
    return new Grid(Fakes.fingerprints("data", "base", code), Fakes.PREDICTOR)
        .expand(Fakes.experiment(folder, SUITE), 1);
  }

  private static List<TrialResult> results(List<TrialGroup> groups) {
    List<TrialResult> results = new ArrayList<>();
    for (TrialGroup group : groups) {
      Stream.concat(group.searches().stream(), group.finals(5e-4).stream())
          .forEach(trial -> results.add(Fakes.outcome(trial, 0.5).result()));
    }
    return results;
  }

  @Test
  void trialsOfOlderCodeAreCounted() {
    List<TrialResult> stored = results(groups("old").subList(1, 2));
    assertThat(OlderTrials.note(stored, groups("new")))
        .hasValue(
            "4 stored trials are run again: the code, the data or the weights have changed since");
    assertThat(OlderTrials.note(stored, groups("old"))).isEmpty();
  }

  @Test
  void whatIsThereInBothVersionsOrIsNotAskedForIsNotCounted() {
    List<TrialResult> both = results(groups("old").subList(1, 2));
    both.addAll(results(groups("new").subList(1, 2)));
    assertThat(OlderTrials.note(both, groups("new"))).isEmpty();
    assertThat(OlderTrials.note(both, groups("new").subList(0, 1))).isEmpty();
  }

  @Test
  void aRunSaysSo() throws Exception {
    List<String> notes = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void note(String line) {
            notes.add(line);
          }
        };
    for (String code : List.of("old", "new", "new")) {
      try (ResultLog log = ResultLog.open(folder.resolve("out"))) {
        RunOptions options = new RunOptions(1, false, List.of());
        new ExperimentRun(log, Fakes::byId, options, Map.of(), List.of(listener))
            .run(groups(code).subList(1, 2));
      }
    }
    assertThat(notes).singleElement().asString().startsWith("4 stored trials are run again");
  }
}
