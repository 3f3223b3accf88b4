package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.InputException;
import peftlab.experiment.plan.Fingerprints;
import peftlab.experiment.plan.Grid;
import peftlab.experiment.plan.Predictor;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.spec.Experiment;
import peftlab.report.Report.Mixed;

/** What a report would refuse is refused before hours are spent on it. */
class PlannedExperimentTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "all-methods", "rank-sweep", "glue"})
  void theShippedExperimentsCanShareATable(String name) {
    Path file = Path.of("experiments", name + ".yaml");
    assertThat(Comparability.planned(groups(file))).isEmpty();
  }

  @Test
  void aSettingOfOneMethodIsRefusedBeforeItRuns() throws IOException {
    List<TrialGroup> groups =
        groups(
            """
            methods:
              - {method: head, lr: 1e-2}
              - {method: lora, rank: [1, 4], lr: 1e-3, settings: {dropout: 0}}
            """);
    assertThatThrownBy(() -> Report.check(groups, Mixed.REFUSE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "all tasks: methods differ in dropout: 0.1 (head), 0 (lora rank=1, lora rank=4)")
        .hasMessageContaining("--mixed flag runs it anyway");
    assertThatCode(() -> Report.check(groups, Mixed.FLAG)).doesNotThrowAnyException();
  }

  @Test
  void anAxisOfEveryMethodIsNot() throws IOException {
    assertThat(
            Comparability.planned(
                groups(
                    """
                    methods:
                      - {method: head, lr: 1e-2, settings: {epochs: [1, 2]}}
                      - {method: lora, lr: 1e-3, settings: {epochs: [1, 2]}}
                    """)))
        .isEmpty();
  }

  @Test
  void aMuchNarrowerSearchIsRefusedBeforeItRuns() throws IOException {
    assertThat(
            Comparability.planned(
                groups(
                    """
                    methods:
                      - {method: head, lr: {search: {low: 1e-3, high: 1e-1, trials: 3}}}
                      - {method: lora, lr: {search: {low: 1e-3, high: 2e-3, trials: 3}}}
                    """)))
        .containsExactly(
            "all tasks: searches are not equally wide: the learning rates of head span a factor of"
                + " 100.0, those of lora a factor of 2.0");
  }

  private List<TrialGroup> groups(String methods) throws IOException {
    return groups(Files.writeString(folder.resolve("suite.yaml"), "title: t\n" + methods));
  }

  private static List<TrialGroup> groups(Path file) {
    Predictor predictor = trial -> new Predictor.Prediction(1, 1, Map.of(), 1);
    return new Grid(Fingerprints.NAMES, predictor)
        .expand(Experiment.read(file, List.of("folder=x")), 1);
  }
}
