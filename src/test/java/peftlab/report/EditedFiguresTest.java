package peftlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.experiment.results.ResultLog;
import peftlab.experiment.results.TrialResult;
import peftlab.report.table.Markup;
import peftlab.report.table.ResultTable;
import peftlab.report.table.TrialTable;

class EditedFiguresTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NaN, -5})
  void aTimeThatCannotBeIsNamedAndItsTrialLeftOut(double seconds) throws Exception {
    leftOut(
        line -> ((ObjectNode) line.get("timing")).put("train_seconds", seconds),
        "a time or memory",
        seconds);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NaN})
  void aMeasureThatIsNoNumberIsNamedAndItsTrialLeftOut(double value) throws Exception {
    leftOut(line -> ((ObjectNode) line.get("extras")).put("drift", value), "extras.drift", value);
    leftOut(
        line ->
            line.set(
                "learning_curve",
                new ObjectMapper()
                    .createArrayNode()
                    .add(new ObjectMapper().createObjectNode().put("step", 3).put("loss", value))),
        "the loss at step 3",
        value);
  }

  private void leftOut(Consumer<ObjectNode> edit, String what, double value) throws Exception {
    EditedResults edited = results().edit(EditedResults.run("lora", 1), edit);
    List<String> warnings = new ArrayList<>();

    List<TrialResult> read = ResultLog.read(edited.write(folder), warnings::add);

    assertThat(warnings).isNotEmpty().allMatch(w -> w.contains(what + " is " + value));
    assertThat(read).hasSize(Results.suite().size() - warnings.size());
    assertThat(read)
        .noneMatch(r -> r.trial().method().equals("lora") && r.trial().settings().seed() == 1);
  }

  @Test
  void anotherProcessorIsWarnedOf() throws Exception {
    EditedResults edited =
        results()
            .edit(
                EditedResults.method("full"),
                line -> ((ObjectNode) line.get("provenance")).put("cpu", "another"));
    ResultTable same = ResultTable.of(ResultLog.read(results().write(folder), line -> {}));
    ResultTable other = ResultTable.of(ResultLog.read(edited.write(folder), line -> {}));

    assertThat(MachineChecks.of(same)).isEmpty();
    assertThat(MachineChecks.of(other))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.refused()).isFalse();
              assertThat(finding.text()).contains("different cpu", "another (full", "times");
            });
  }

  @Test
  void timesOfTrialsThatRanBesideOthersAreInNoTable() throws Exception {
    List<TrialResult> alone = ResultLog.read(results().write(folder), line -> {});
    EditedResults edited =
        results()
            .edit(
                line -> true,
                line -> ((ObjectNode) line.get("provenance")).put(TrialResult.WORKERS, "2"));
    List<TrialResult> beside = ResultLog.read(edited.write(folder), line -> {});

    assertThat(Markup.markdown(TrialTable.times(alone))).containsPattern("\\d ms ");
    assertThat(Markup.markdown(TrialTable.times(beside)))
        .doesNotContainPattern("\\d ms ")
        .doesNotContainPattern("\\d s ")
        .contains("No times are shown for trials");
  }

  private static EditedResults results() {
    return new EditedResults(Results.suite());
  }
}
