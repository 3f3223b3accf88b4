package peftlab.experiment.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.ResultLog;

/** A process of its own that runs fake trials. Arguments: its folder, the number of workers. */
final class FakeRun {
  static final String SUITE =
      """
      title: t
      seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
      methods: [{method: head, lr: 1e-2}, {method: lora, rank: [1, 2, 3], lr: 1e-3}]
      """;

  private FakeRun() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Path started = folder.resolve("started");
    TrialRunner runner =
        (trial, listener) -> {
          try {
            Files.write(
                started,
                (trial.id() + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
            Thread.sleep(20);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return Fakes.byId(trial, listener);
        };
    List<TrialGroup> groups = Fakes.groups(folder, SUITE);
    try (ResultLog log = ResultLog.open(folder.resolve("out"))) {
      RunOptions options = new RunOptions(Integer.parseInt(args[1]), false, List.of());
      RunListener notes =
          new RunListener() {
            @Override
            public void note(String line) {
              System.out.println(line);
            }
          };
      RunSummary summary =
          new ExperimentRun(log, runner, options, Map.of(), List.of(notes)).run(groups);
      System.out.println("unrecorded " + summary.unrecorded());
    }
  }
}
